namespace Peregrine.Client;

/// <summary>The answer to a call that looks for a connection: a stream to start, or how the call fails; neither when it has to wait.</summary>
internal readonly struct RouteResult
{
    private RouteResult(TransportCallStream? stream, Status failure, bool isDrop)
    {
        Stream = stream;
        Failure = failure;
        IsDrop = isDrop;
    }

    /// <summary>The call waits; <see cref="ClientCall.OnRouteNews"/> will be called.</summary>
    public static RouteResult Wait => default;

    public TransportCallStream? Stream { get; }

    public bool IsFailure => Failure.StatusCode != StatusCode.OK;

    public Status Failure { get; }

    /// <summary>The failure is the balancer's decision to shed load: never retried, not even for calls that wait for ready (rule 54).</summary>
    public bool IsDrop { get; }

    public static RouteResult To(TransportCallStream stream) => new(stream, default, false);

    public static RouteResult Fail(Status status) => new(null, status, false);

    public static RouteResult Drop(Status status) => new(null, status, true);
}
