using Status = Peregrine.Status;

namespace Peregrine.Health;

/// <summary>
/// The health service (grpc.health.v1): tells callers whether services can serve. Add one to a server and tell it what changes; the server
/// as a whole (the empty name) serves from the start. While its server drains, everything is NOT_SERVING. Any thread.
/// </summary>
public sealed class HealthService : Health.HealthBase
{
    private const int MaxListed = 100;

    private readonly Lock _gate = new();

    // Guarded by _gate. _changed is replaced by the change that completes it.
    private readonly Dictionary<string, HealthCheckResponse.ServingStatus> _statuses = new(StringComparer.Ordinal) { [""] = HealthCheckResponse.ServingStatus.Serving };
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Says how a service is; the empty name is the server as a whole.</summary>
    public void SetStatus(string service, HealthCheckResponse.ServingStatus status)
    {
        ArgumentNullException.ThrowIfNull(service);
        Change(() => _statuses[service] = status);
    }

    /// <summary>Forgets a service.</summary>
    public void ClearStatus(string service) => Change(() => _statuses.Remove(service));

    /// <inheritdoc/>
    public override Task<HealthCheckResponse> Check(HealthCheckRequest request, ServerCallContext context)
    {
        HealthCheckResponse.ServingStatus status = Look(request.Service, context, out _);
        return status == HealthCheckResponse.ServingStatus.ServiceUnknown
            ? throw new RpcException(new Status(StatusCode.NotFound, $"the health of '{request.Service}' is not known"))
            : Task.FromResult(new HealthCheckResponse { Status = status });
    }

    /// <inheritdoc/>
    public override Task<HealthListResponse> List(HealthListRequest request, ServerCallContext context)
    {
        var response = new HealthListResponse();
        lock (_gate)
        {
            if (_statuses.Count > MaxListed)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{_statuses.Count} services are more than can be listed ({MaxListed})"));
            foreach ((string service, HealthCheckResponse.ServingStatus status) in _statuses)
                response.Statuses[service] = new HealthCheckResponse { Status = Draining(status, context) };
        }

        return Task.FromResult(response);
    }

    /// <inheritdoc/>
    public override async Task Watch(HealthCheckRequest request, IServerStreamWriter<HealthCheckResponse> responseStream, ServerCallContext context)
    {
        using var over = CancellationTokenSource.CreateLinkedTokenSource(context.CancellationToken, context.DrainToken);
        HealthCheckResponse.ServingStatus? told = null;
        while (true)
        {
            HealthCheckResponse.ServingStatus status = Look(request.Service, context, out Task changed);
            if (status != told)
                await responseStream.WriteAsync(new HealthCheckResponse { Status = status }).ConfigureAwait(false);
            told = status;
            if (context.DrainToken.IsCancellationRequested && status == HealthCheckResponse.ServingStatus.NotServing)
                throw new RpcException(new Status(StatusCode.Unavailable, "the server is stopping"));
            try
            {
                await changed.WaitAsync(over.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (!context.CancellationToken.IsCancellationRequested)
            {
                // The server drains: once more round to say so, and the watch ends, so that it does not hold the stop up.
            }
        }
    }

    private static HealthCheckResponse.ServingStatus Draining(HealthCheckResponse.ServingStatus status, ServerCallContext context) =>
        context.DrainToken.IsCancellationRequested ? HealthCheckResponse.ServingStatus.NotServing : status;

    private HealthCheckResponse.ServingStatus Look(string service, ServerCallContext context, out Task changed)
    {
        lock (_gate)
        {
            changed = _changed.Task;
            if (context.DrainToken.IsCancellationRequested)
                return HealthCheckResponse.ServingStatus.NotServing;
            return _statuses.TryGetValue(service, out HealthCheckResponse.ServingStatus status) ? status : HealthCheckResponse.ServingStatus.ServiceUnknown;
        }
    }

    private void Change(Action change)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            change();
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
    }
}
