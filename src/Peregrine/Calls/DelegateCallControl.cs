namespace Peregrine.Calls;

/// <summary>A call made of delegates: what test doubles and interceptors build theirs from.</summary>
internal sealed class DelegateCallControl(
    object state,
    Func<object, Task<Metadata>> responseHeaders,
    Func<object, Status> status,
    Func<object, Metadata> trailers,
    Action<object> dispose) : CallControl
{
    public override Task<Metadata> ResponseHeadersAsync => responseHeaders(state);

    public override Status GetStatus() => status(state);

    public override Metadata GetTrailers() => trailers(state);

    public override void Dispose() => dispose(state);

    public static DelegateCallControl From(Task<Metadata> responseHeaders, Func<Status> status, Func<Metadata> trailers, Action dispose)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        ArgumentNullException.ThrowIfNull(status);
        ArgumentNullException.ThrowIfNull(trailers);
        ArgumentNullException.ThrowIfNull(dispose);
        return new DelegateCallControl(status, _ => responseHeaders, static s => ((Func<Status>)s)(), _ => trailers(), _ => dispose());
    }
}
