namespace Peregrine;

/// <summary>The five states of a channel or of one of its subchannels (gRPC "Connectivity Semantics").</summary>
public enum ConnectivityState
{
    /// <summary>No connection and no wish for one: the next call, or <see cref="GrpcChannel.ConnectAsync"/>, starts one.</summary>
    Idle,

    /// <summary>Resolving the name, connecting, or waiting for the peer's SETTINGS.</summary>
    Connecting,

    /// <summary>A connection whose peer has sent its SETTINGS: calls go out at once.</summary>
    Ready,

    /// <summary>The last attempt failed; another follows after the backoff. Calls that do not wait for ready fail.</summary>
    TransientFailure,

    /// <summary>The channel has been shut down, for good.</summary>
    Shutdown,
}
