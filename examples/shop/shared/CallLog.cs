using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using Peregrine;

namespace Shop;

/// <summary>
/// Writes a line for each call that this server handles: method, status, time, what was left of the caller's deadline, trace id. It also is the one
/// place where an error of the database becomes a status: INTERNAL, with the details in the log only.
/// </summary>
public sealed class CallLog : Interceptor
{
    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        long started = Stopwatch.GetTimestamp();
        string left = context.Deadline == DateTime.MaxValue ? "none" : Invariant($"{(context.Deadline - DateTime.UtcNow).TotalMilliseconds:0} ms");
        try
        {
            TResponse response = await continuation(request, context);
            Write(StatusCode.OK, "");
            return response;
        }
        catch (RpcException failure)
        {
            Write(failure.StatusCode, failure.Status.Detail);
            throw;
        }
        catch (OperationCanceledException) when (context.CancellationToken.IsCancellationRequested)
        {
            Write(context.Deadline <= DateTime.UtcNow ? StatusCode.DeadlineExceeded : StatusCode.Cancelled, "the caller does not wait any longer");
            throw;
        }
        catch (DbException failure)
        {
            Write(StatusCode.Internal, $"database: {failure.Message}");
            throw new RpcException(new Status(StatusCode.Internal, "the database failed"));
        }

        void Write(StatusCode code, string detail) => Console.WriteLine(Invariant(
            $"{context.Method} {code} in {Stopwatch.GetElapsedTime(started).TotalMilliseconds:0.0} ms, deadline {left}, trace {Activity.Current?.TraceId.ToString() ?? "none"}{(detail.Length == 0 ? "" : $": {detail}")}"));
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
