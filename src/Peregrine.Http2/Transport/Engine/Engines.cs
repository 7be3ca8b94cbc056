using System.Net.Security;

namespace Peregrine.Http2.Transport;

/// <summary>Chooses the engine for a connection.</summary>
internal static class Engines
{
    /// <summary>Puts an engine under a connection. It does nothing until it is started.</summary>
    public static LoopConnection Open(RawConnection raw, SslStream? secured, TlsFacts? tls, ITransportOwner owner, TransportEngine engine, TimeProvider time)
    {
        ByteChannel channel = secured is not null ? new StreamChannel(secured)
            : raw.Socket is { } socket ? new SocketChannel(socket)
            : new StreamChannel(raw.Stream!);
        return new PortableConnection(raw, channel, tls, owner, time);
    }
}
