namespace Peregrine.Http2.Transport;

/// <summary>
/// One attempt to connect, stage by stage, and the owner of the connection it leads to.
/// <code>Dns → Socket → [Tls → Alpn] → Settings</code>
/// </summary>
internal sealed class OutboundConnection : ITransportOwner, IDisposable
{
    private readonly Http2Endpoint _endpoint;
    private readonly Http2ConnectOptions _options;
    private readonly Http2ConnectionObserver _observer;
    private readonly CancellationToken _caller;
    private readonly CancellationTokenSource _limit;
    private readonly CancellationTokenSource _either;
    private readonly TaskCompletionSource _greeted = new(TaskCreationOptions.RunContinuationsAsynchronously);

    private ConnectStage _stage;
    private Http2Connection? _connection;

    public OutboundConnection(Http2Endpoint endpoint, Http2ConnectOptions options, Http2ConnectionObserver observer, CancellationToken cancellationToken)
    {
        _endpoint = endpoint;
        _options = options;
        _observer = observer;
        _caller = cancellationToken;
        _limit = new CancellationTokenSource(options.ConnectTimeout, options.TimeProvider);
        _either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _limit.Token);
        _stage = endpoint is HostEndpoint ? ConnectStage.Dns : ConnectStage.Socket;
    }

    public Role Role => Role.Client;

    public async Task<Http2Connection> OpenAsync()
    {
        try
        {
            RawConnection raw = await _endpoint.DialAsync(_options, _either.Token).ConfigureAwait(false);
            LoopConnection transport = _options.Tls is { } tls
                ? await SecureAsync(raw, tls).ConfigureAwait(false)
                : Engines.Open(raw, null, null, this, _options.Engine, _options.TimeProvider);
            _stage = ConnectStage.Settings;
            transport.Start();
            await using (_either.Token.UnsafeRegister(static t => ((LoopConnection)t!).Abort(new TransportError(TransportErrorKind.Aborted, "connecting was given up")), transport).ConfigureAwait(false))
            {
                await _greeted.Task.ConfigureAwait(false);
            }

            return _connection!;
        }
        catch (OperationCanceledException) when (_either.IsCancellationRequested)
        {
            _caller.ThrowIfCancellationRequested();
            throw Failed(new TransportError(TransportErrorKind.TimedOut, $"no answer within ConnectTimeout ({_options.ConnectTimeout})"));
        }
        catch (TlsFailure failure)
        {
            if (failure.Error.Kind == TransportErrorKind.Alpn) _stage = ConnectStage.Alpn;
            throw Failed(failure.Error);
        }
    }

    public void Dispose()
    {
        _either.Dispose();
        _limit.Dispose();
    }

    ITransportSession ITransportOwner.MakeSession(TransportConnection transport) =>
        _connection = Http2Connection.Create(Role.Client, _options.Http2, transport, _ => _observer, _options.TimeProvider, _options.Random);

    void ITransportOwner.Greeted() => _greeted.TrySetResult();

    void ITransportOwner.Ended(TransportError why, bool greeted)
    {
        if (greeted) return;

        // TLS 1.3 tells a client that its certificate was refused only after the handshake, where it looks like a failed read.
        if (why.Kind == TransportErrorKind.Tls) _stage = ConnectStage.Tls;
        if (_either.IsCancellationRequested) _greeted.TrySetCanceled(_either.Token);
        else _greeted.TrySetException(Failed(why));
    }

    private async Task<LoopConnection> SecureAsync(RawConnection raw, Http2ClientTls tls)
    {
        _stage = ConnectStage.Tls;
        try
        {
            string host = _endpoint is HostEndpoint named ? named.Host : (raw.RemoteEndPoint as System.Net.IPEndPoint)?.Address.ToString() ?? "localhost";
            (System.Net.Security.SslStream stream, TlsFacts facts) = await TlsHandshake.AsClientAsync(raw, tls, host, _either.Token).ConfigureAwait(false);
            return Engines.Open(raw, stream, facts, this, _options.Engine, _options.TimeProvider);
        }
        catch
        {
            raw.Dispose();
            throw;
        }
    }

    private Http2ConnectException Failed(TransportError error) => new(_stage, _endpoint.ToString()!, error);
}
