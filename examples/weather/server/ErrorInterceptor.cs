using Peregrine;
using Peregrine.Rpc;
using Weather.Conversion;
using Weather.Domain;
using Weather.V1;

namespace Weather.Server;

/// <summary>
/// Makes statuses of the domain's exceptions, for every method, in one place. What it does not know goes on as it is: a handler's RpcException keeps its
/// status, and anything else becomes UNKNOWN without its text, which may be nobody else's business.
/// </summary>
public sealed class ErrorInterceptor : ServerCallInterceptor
{
    /// <summary>What a caller is told of an exception, wrapped or not; null for one that is not of the domain.</summary>
    public static Peregrine.Rpc.Status? StatusOf(Exception exception) => exception switch
    {
        // The domain's own words ("We don't go to Ravenholm.") stay inside.
        InvalidPlaceException invalid => Peregrine.Rpc.Status.Create(StatusCode.InvalidArgument, $"invalid place: {invalid.Place}"),
        InvalidMessageException invalid => Peregrine.Rpc.Status.Create(
            StatusCode.InvalidArgument,
            invalid.Message,
            new BadRequest { FieldViolations = { new BadRequest.FieldViolation { Field = invalid.Path, Description = invalid.Reason } } }),
        SensorOfflineException offline => Peregrine.Rpc.Status.Create(
            StatusCode.Internal,
            "The resonance cascade has begun.",
            new SensorOfflineError { SensorId = offline.SensorId, Message = offline.Message }),
        // A status that a layer above has wrapped is still the status.
        RpcException => null,
        { InnerException: RpcException inner } => inner.GetRpcStatus() ?? Peregrine.Rpc.Status.Create(inner.StatusCode, inner.Status.Detail),
        { InnerException: { } inner } => StatusOf(inner),
        _ => null,
    };

    /// <inheritdoc/>
    protected override async Task HandleAsync(ServerCallContext context, Func<Task> next)
    {
        try
        {
            await next();
        }
        catch (Exception failure) when (StatusOf(failure) is { } status)
        {
            throw status.ToRpcException();
        }
    }
}
