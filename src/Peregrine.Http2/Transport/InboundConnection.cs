using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Transport;

/// <summary>
/// One accepted connection, from accept to its end: TLS, the preface within the handshake time, then HTTP/2.
/// <code>Start → [TLS] → preface → Greeted → Ended</code>
/// </summary>
internal sealed class InboundConnection : ITransportOwner, IDisposable
{
    private readonly Http2Listener _listener;
    private readonly RawConnection _raw;
    private readonly Http2ListenOptions _options;
    private readonly Func<Http2Connection, Http2ConnectionObserver> _accept;
    private readonly CancellationTokenSource _handshake;
    private readonly ITimer _limit;

    private volatile LoopConnection? _transport;
    private volatile TransportError? _abort;
    private Task? _starting;

    public InboundConnection(Http2Listener listener, RawConnection raw, Http2ListenOptions options, Func<Http2Connection, Http2ConnectionObserver> accept)
    {
        _listener = listener;
        _raw = raw;
        _options = options;
        _accept = accept;
        _handshake = new CancellationTokenSource();
        _limit = options.TimeProvider.CreateTimer(
            static self => ((InboundConnection)self!).TimeOut(), this, options.HandshakeTimeout, Timeout.InfiniteTimeSpan);
    }

    public Role Role => Role.Server;

    /// <summary>The HTTP/2 connection, once the preface has come.</summary>
    public Http2Connection? Connection { get; private set; }

    public void Start()
    {
        if (_options.Tls is { } tls)
        {
            _starting = HandshakeAsync(tls);
            return;
        }

        try
        {
            Attach(Engines.Open(_raw, null, null, this, _options.Engine, _options.TimeProvider));
        }
        catch (SocketException e)
        {
            // The kernel registers no further descriptor: this connection ends, and the listener goes on.
            _raw.Dispose();
            End(SocketErrors.From(e));
        }
    }

    public void Abort(TransportError why)
    {
        _abort = why;
        if (_transport is { } transport)
        {
            transport.Abort(why);
            return;
        }

        try
        {
            _handshake.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // The handshake ended by itself just now: End has disposed of it, and the listener is about to forget this connection.
        }
    }

    public void Dispose()
    {
        _limit.Dispose();
        _handshake.Dispose();
    }

    ITransportSession ITransportOwner.MakeSession(TransportConnection transport) =>
        Connection = Http2Connection.Create(Role.Server, _options.Http2, transport, _accept, _options.TimeProvider, _options.Random);

    void ITransportOwner.Greeted()
    {
        _limit.Dispose();
        _listener.Greeted(Connection!);
    }

    void ITransportOwner.Ended(TransportError why, bool greeted) => End(greeted ? null : why);

    // Apart, as all that knows TLS: compiled into its caller it would bring two megabytes of libraries along once some thirty plaintext connections have come.
    [MethodImpl(Compiled.Apart)]
    private async Task HandshakeAsync(Http2ServerTls tls)
    {
        // A handshake computes for about a millisecond; the accept loop goes on meanwhile.
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        try
        {
            (System.Net.Security.SslStream stream, TlsFacts facts) = await TlsHandshake.AsServerAsync(_raw, tls, _handshake.Token).ConfigureAwait(false);
            Attach(Engines.Open(_raw, stream, facts, this, _options.Engine, _options.TimeProvider));
        }
        catch (TlsFailure failure)
        {
            _raw.Dispose();
            End(failure.Error);
        }
        catch (OperationCanceledException)
        {
            _raw.Dispose();
            End(_abort);
        }
    }

    private void Attach(LoopConnection transport)
    {
        _transport = transport;
        transport.Start();

        // An abort between accept and here found no transport to abort.
        if (_abort is { } why) transport.Abort(why);
    }

    private void TimeOut() => Abort(new TransportError(
        TransportErrorKind.HandshakeTimeout, $"the client did not finish {(_options.Tls is null ? "" : "TLS and ")}the HTTP/2 preface within HandshakeTimeout ({_options.HandshakeTimeout})"));

    private void End(TransportError? failure)
    {
        Dispose();
        _listener.Remove(this, failure is { } error && !IsSilent(error) ? new HandshakeFailure(_raw.LocalEndPoint, _raw.RemoteEndPoint, error) : null);
    }

    // Health probes of load balancers connect and leave without a byte: that is no failure to tell of.
    private static bool IsSilent(TransportError error) => error.Kind == TransportErrorKind.EndOfStream;
}
