using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine.Server;

/// <summary>One method as its server serves it: handler, limits, where it runs. Made at start, immutable.</summary>
internal abstract class MethodEntry
{
    protected MethodEntry(IMethod method, MethodSettings settings)
    {
        Method = method;
        Labels = new MethodLabels(method.FullName[1..], null);
        Settings = settings;
        Profile = new HandlerProfile(settings.HandlerMode);
        Limiter = settings.MaxConcurrentCalls is { } max ? new CallLimiter(max, settings.MaxQueuedCalls, $"{nameof(MethodOptions.MaxQueuedCalls)} of {method.FullName}") : null;
    }

    public IMethod Method { get; }

    /// <summary>What telemetry calls the method; null for a handler of methods that are not registered.</summary>
    public MethodLabels? Labels { get; init; }

    public MethodSettings Settings { get; }

    /// <summary>What the transport has seen of the handlers of this method.</summary>
    public HandlerProfile Profile { get; }

    /// <summary>Bounds the handlers of this method that run at one time; null for no bound.</summary>
    public CallLimiter? Limiter { get; }

    /// <summary>Whether callers send more than one request: then the transport is told when the application has taken each.</summary>
    public bool RequestsStream => Method.Type is MethodType.ClientStreaming or MethodType.DuplexStreaming;

    /// <summary>Makes the object that carries one call.</summary>
    public abstract ServerCall CreateCall(ServerCore core);
}
