using Microsoft.Extensions.Logging;
using Peregrine;

namespace Users.Server.Services;

/// <summary>
/// Makes INTERNAL of what should not have happened: a database that is away, a mistake in this program. The text of the exception goes to the log and not to the
/// caller: it may name tables, hosts, people.
/// </summary>
public sealed partial class FailureInterceptor(ILogger logger) : ServerCallInterceptor
{
    /// <inheritdoc/>
    protected override async Task HandleAsync(ServerCallContext context, Func<Task> next)
    {
        try
        {
            await next();
        }
        catch (Exception failure) when (failure is not RpcException && !context.CancellationToken.IsCancellationRequested)
        {
            Failed(context.Method, failure);
            throw new RpcException(new Status(StatusCode.Internal, "internal error"));
        }
    }

    [LoggerMessage(10, LogLevel.Error, "{Method} failed")]
    private partial void Failed(string method, Exception failure);
}
