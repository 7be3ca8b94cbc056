namespace Peregrine.Http2;

/// <summary>Which machinery moves the bytes. Both behave alike; they differ in cost.</summary>
public enum TransportEngine
{
    /// <summary>The faster one that this operating system and this kind of connection have.</summary>
    Auto,

    /// <summary>Portable: <see cref="System.Net.Sockets.Socket"/> and the thread pool.</summary>
    Socket,

    /// <summary>Linux: own loop threads on <c>epoll</c>.</summary>
    Epoll,
}
