namespace Peregrine.Client;

/// <summary>Where the calls of a channel find a connection: the data plane's view of the channel. Any thread; never blocks.</summary>
internal abstract class CallRouter
{
    /// <summary>A stream on a connection that is ready now, not started yet; null when the call has to wait, or to fail, through <see cref="Pick"/>.</summary>
    public abstract TransportCallStream? TryPick(in CallSettings settings, CallListener listener);

    /// <summary>
    /// Finds <paramref name="call"/> a connection: at once, or later by calling <see cref="ClientCall.OnRouteNews"/> when there is news.
    /// </summary>
    public abstract RouteResult Pick(ClientCall call, CallListener attempt);

    /// <summary>The call does not wait any longer.</summary>
    public abstract void Forget(ClientCall call);

    /// <summary>Memory that calls of this channel may still keep for being sent again.</summary>
    public abstract ReplayBudget ReplayBudget { get; }

    /// <summary>The randomness of retry delays.</summary>
    public abstract double NextRandom();

    /// <summary>What calls wait for now, as the end of a sentence.</summary>
    public abstract string WaitingFor { get; }
}
