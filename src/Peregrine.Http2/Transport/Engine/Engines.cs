namespace Peregrine.Http2.Transport;

/// <summary>Chooses the engine for a connection.</summary>
internal static class Engines
{
    /// <summary>Whether a plain socket goes to the epoll engine.</summary>
    public static bool IsEpoll(TransportEngine engine) => engine switch
    {
        TransportEngine.Socket => false,
        TransportEngine.Epoll => OperatingSystem.IsLinux() ? true : throw new PlatformNotSupportedException("the epoll engine is for Linux"),
        _ => OperatingSystem.IsLinux(),
    };

    /// <summary>
    /// Puts an engine under a connection. It does nothing until it is started. <paramref name="secured"/> is the TLS stream over it; said so generally that a process
    /// without TLS does not load what TLS needs.
    /// </summary>
    public static LoopConnection Open(RawConnection raw, Stream? secured, TlsFacts? tls, ITransportOwner owner, TransportEngine engine, TimeProvider time)
    {
        if (secured is not null) return new PortableConnection(raw, new StreamChannel(secured), tls, owner, time);
        if (raw.Socket is not { } socket) return new PortableConnection(raw, new StreamChannel(raw.Stream!), null, owner, time);
        return IsEpoll(engine)
            ? new EpollConnection(raw, EpollLoops.Next(), owner, time)
            : new PortableConnection(raw, new SocketChannel(socket), null, owner, time);
    }
}
