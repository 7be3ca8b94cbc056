using System.Diagnostics.CodeAnalysis;
using System.Net;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>One HTTP/2 connection, in either role: bytes in, callbacks out; sends in, bytes out. It does no I/O itself.</summary>
public sealed class Http2Connection : ITransportSession
{
    private Http2Connection(Role role, TransportConnection transport)
    {
        Role = role;
        Transport = transport;
    }

    /// <summary>Which end this is.</summary>
    public Role Role { get; }

    /// <summary>What we announced.</summary>
    public Http2Settings LocalSettings => throw new NotImplementedException();

    /// <summary>What the peer announced; the RFC's initial values until then.</summary>
    public Http2Settings RemoteSettings => throw new NotImplementedException();

    /// <summary>Our address, if the transport has one.</summary>
    public EndPoint? LocalEndPoint => Transport.LocalEndPoint;

    /// <summary>The peer's address, if the transport has one.</summary>
    public EndPoint? RemoteEndPoint => Transport.RemoteEndPoint;

    /// <summary>What TLS agreed on; null in plaintext.</summary>
    public TlsFacts? Tls => Transport.Tls;

    /// <summary>The layer above hangs its per-connection object here.</summary>
    public object? State { get; set; }

    /// <summary>The streams that are open now.</summary>
    public int OpenStreams => throw new NotImplementedException();

    /// <summary>What was counted on this connection.</summary>
    public Http2Counters Counters => throw new NotImplementedException();

    internal TransportConnection Transport { get; }

    /// <summary>Makes a connection over <paramref name="transport"/>; its preface and SETTINGS are in the output at once.</summary>
    internal static Http2Connection Create(
        Role role, Http2Options options, TransportConnection transport, Func<Http2Connection, Http2ConnectionObserver> accept, TimeProvider time, Random random) =>
        throw new NotImplementedException();

    /// <summary>Client: opens a stream with a request's header block. <paramref name="tail"/> holds the fields that vary and is read during the call only.</summary>
    public OpenStatus TryOpenStream(Http2StreamObserver observer, HeaderList headers, HeaderFields? tail, bool endStream, out Http2Stream? stream) =>
        throw new NotImplementedException();

    /// <summary>Client: opens a stream and sends its first data in the same turn of the gate; the same bytes as the two calls.</summary>
    public OpenStatus TryOpenStream(
        Http2StreamObserver observer, HeaderList headers, HeaderFields? tail, ReadOnlySpan<byte> data, bool endStream, out Http2Stream? stream) =>
        throw new NotImplementedException();

    /// <summary>Runs work that may call user code: on the loop after the parse phase when called from a callback in it, else through the transport's pool.</summary>
    public void Schedule(IHttp2Work work) => throw new NotImplementedException();

    /// <summary>Ends gracefully: no new streams, those that are open finish (a server sends GOAWAY twice, RFC 9113 §6.8), then the connection closes.</summary>
    public void Drain(ErrorCode code = ErrorCode.NoError, string debug = "") => throw new NotImplementedException();

    /// <summary>Ends now: GOAWAY with <paramref name="code"/>, every stream closed, then the transport.</summary>
    public void Abort(ErrorCode code, string debug) => throw new NotImplementedException();

    /// <summary>Measures one round trip.</summary>
    public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => throw new NotImplementedException();

    int ITransportSession.Receive(ReadOnlySpan<byte> bytes) => throw new NotImplementedException();

    bool ITransportSession.TryDequeueWork([NotNullWhen(true)] out IHttp2Work? work) => throw new NotImplementedException();

    bool ITransportSession.TryTakeOutput([NotNullWhen(true)] out OutputBatch? batch) => throw new NotImplementedException();

    void ITransportSession.OutputSent(OutputBatch batch) => throw new NotImplementedException();

    void ITransportSession.Closed(TransportError why) => throw new NotImplementedException();
}
