namespace Peregrine.Client;

/// <summary>What the connections of a subchannel tell its control plane. Called on any thread; implementations only pass it on.</summary>
internal abstract class SubchannelSignals
{
    /// <summary>A call found all streams of all connections in use.</summary>
    public abstract void OnStreamsExhausted();

    /// <summary>A connection takes no more calls; those under way may go on.</summary>
    public abstract void OnTransportLost(ClientTransport transport);

    /// <summary>A connection is gone.</summary>
    public abstract void OnTransportClosed(ClientTransport transport);
}
