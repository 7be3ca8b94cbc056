namespace Peregrine;

/// <summary>Who decided a <see cref="Status"/>.</summary>
public enum StatusOrigin
{
    /// <summary>Made in this process: by the application, or by the library from what it observed (a reset, a lost connection, a deadline).</summary>
    Local,

    /// <summary>Received from the peer as <c>grpc-status</c>.</summary>
    Peer,
}
