using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>One connection that carries calls. Made ready; ends by itself, or by its subchannel. Any thread.</summary>
internal abstract class ClientTransport
{
    /// <summary>Whether new calls may be started; false for good once the connection drains or has ended.</summary>
    public abstract bool IsAccepting { get; }

    /// <summary>Whether a stream could be opened now, as far as can be told without trying.</summary>
    public abstract bool HasFreeStream { get; }

    /// <summary>Why it takes no more calls, in the words of <see cref="DisconnectError"/>: what was seen first. Null while it does, and while that is not known.</summary>
    public abstract string? LossReason { get; }

    /// <summary>What channelz knows it by.</summary>
    public long Id { get; } = EntityId.Next();

    /// <summary>Calls started on this connection so far.</summary>
    public abstract long CallsStarted { get; }

    /// <summary>Calls open now.</summary>
    public abstract int CallsOpen { get; }

    /// <summary>Makes a stream for one attempt, not started yet.</summary>
    public abstract TransportCallStream CreateStream(CallListener listener, MethodPlan method);

    /// <summary>Lets open calls finish, takes no new ones, then closes.</summary>
    public abstract void Drain();

    /// <summary>Ends now, with all its calls.</summary>
    public abstract void Abort(string reason);
}
