using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// A call as the channel carries it: it finds a connection, waits for one, authenticates, and makes as many attempts as the rules allow, each on a
/// <see cref="TransportCallStream"/>. To its listener it is one stream.
/// </summary>
/// <remarks>
/// Stages: <c>Created → (Authenticating → Routing → Running → BackingOff)* → Over</c>. Attempts report under the gate, which is re-entered when a
/// send ends its stream within itself; nothing called under it blocks or runs user code.
/// </remarks>
internal sealed class ClientCall : ClientCallStream
{
    // While a call has no stream, its writer is held back above this.
    private const int UnsentHighWaterBytes = 256 * 1024;

    private static readonly CallPeer s_noPeer = new("");

    // Immutable after construction.
    private readonly CallRouter _router;
    private readonly CallSettings _settings;
    private readonly CallListener _listener;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly ReplayBuffer _buffer;
    private RetryState _retry;
    private Stage _stage;
    private Attempt? _attempt;
    private TransportCallStream? _lastStream;
    private TransportCallStream? _waitsOn;
    private Authentication? _authentication;
    private ITimer? _backoff;
    private Status _lastFailure;
    private bool _halfClosed;
    private bool _isWriterHeld;
    private bool _isTransparent;

    /// <param name="router">Where connections are found.</param>
    /// <param name="settings">The call's settings; the head of each attempt is made from them.</param>
    /// <param name="listener">Who hears of the call as one stream.</param>
    /// <param name="refusals">How often the call was refused already, on an attempt that was made without this object.</param>
    /// <param name="isTransparent">Whether the first attempt made here is a transparent retry.</param>
    public ClientCall(CallRouter router, in CallSettings settings, CallListener listener, int refusals = 0, bool isTransparent = false)
    {
        _isTransparent = isTransparent;
        _router = router;
        _settings = settings;
        _listener = listener;
        _retry = new RetryState(settings.Method.Retry, refusals);
        _buffer = new ReplayBuffer(router.ReplayBudget, settings.Channel.Options.MaxRetryBufferPerCallSize);
    }

    private enum Stage
    {
        Created,
        Authenticating,
        Routing,
        Running,
        BackingOff,
        Over,
    }

    public override CallPeer Peer => _lastStream?.Peer ?? s_noPeer;

    public override bool IsMessageCompressed => _lastStream?.IsMessageCompressed ?? false;

    public ref readonly CallSettings Settings => ref _settings;

    internal override string? Progress => _stage switch
    {
        Stage.Authenticating => "waiting for call credentials",
        Stage.Routing => _router.WaitingFor,
        Stage.BackingOff => $"waiting to try again after {_lastFailure.StatusCode}: {_lastFailure.Detail}",
        _ => null,
    };

    internal override void Schedule(IHttp2Work work)
    {
        if (_lastStream is { } stream)
            stream.Schedule(work);
        else
            base.Schedule(work);
    }

    /// <summary>Opens the call. The head is made anew for each attempt from the settings; <paramref name="head"/> is not looked at.</summary>
    public override void Start(in CallHead head)
    {
        lock (_gate)
        {
            if (_stage == Stage.Created)
                BeginAttempt();
        }
    }

    public override void StartUnary(in CallHead head, Span<byte> framed, WriteFlags flags) => StartUnary(framed, default, flags);

    internal override void StartUnary(in CallHead head, ReadOnlySpan<DataPiece> framed, WriteFlags flags) => StartUnary(default, framed, flags);

    public override bool Write(Span<byte> framed, WriteFlags flags) => Write(framed, default, flags);

    internal override bool Write(ReadOnlySpan<DataPiece> framed, WriteFlags flags) => Write(default, framed, flags);

    public override void HalfClose()
    {
        lock (_gate)
        {
            _halfClosed = true;
            if (_stage == Stage.Running)
                _attempt!.Stream.HalfClose();
        }
    }

    public override void Consume(int wireBytes) => _attempt?.Stream.Consume(wireBytes);

    public override void Cancel(in Status status)
    {
        lock (_gate)
        {
            if (_stage == Stage.Over)
                return;
            TransportCallStream? stream = _attempt?.Stream;
            _router.Forget(this);
            _waitsOn?.StopWaitingForSlot(this);
            Finish(new CallEnd(status));
            stream?.Cancel(status);
        }
    }

    /// <summary>The router has news: a connection may be had, or there is none to be had.</summary>
    public void OnRouteNews()
    {
        lock (_gate)
        {
            if (_stage == Stage.Routing)
                Route();
        }
    }

    // The message is in one span, or else in pieces; so in the others.
    private void StartUnary(Span<byte> framed, ReadOnlySpan<DataPiece> pieces, WriteFlags flags)
    {
        lock (_gate)
        {
            if (_stage != Stage.Created)
                return;
            Keep(framed, pieces, flags);
            _halfClosed = true;
            BeginAttempt();
        }
    }

    private bool Write(Span<byte> framed, ReadOnlySpan<DataPiece> pieces, WriteFlags flags)
    {
        lock (_gate)
        {
            if (_stage == Stage.Over)
                return true;
            if (_stage != Stage.Running)
            {
                Keep(framed, pieces, flags);
                _isWriterHeld = _buffer.Bytes > UnsentHighWaterBytes;
                return !_isWriterHeld;
            }
            if (!_retry.IsCommitted && !_buffer.TryAdd(framed, pieces, flags))
                Commit();
            _settings.Record?.OnOutbound(framed.Length + DataPiece.Sum(pieces) - Headroom);
            TransportCallStream stream = _attempt!.Stream;
            bool writable = pieces.IsEmpty ? stream.Write(framed, flags) : stream.Write(pieces, flags);
            _isWriterHeld = !writable;
            return writable;
        }
    }

    // 1. Call credentials are asked for each attempt (rule 69).
    private void BeginAttempt()
    {
        if (_settings.Credentials is null)
        {
            Route();
            return;
        }
        _stage = Stage.Authenticating;
        _authentication = Authentication.Start(_settings, OnAuthenticated);
    }

    private void OnAuthenticated(Authentication authentication)
    {
        lock (_gate)
        {
            if (_stage != Stage.Authenticating || _authentication != authentication)
                return;
            if (authentication.Failure is { } failure)
                EndAttempt(new CallEnd(failure));
            else
                Route();
        }
    }

    // 2. A connection. A pick that has to wait has enrolled this call with the router.
    private void Route()
    {
        while (true)
        {
            _stage = Stage.Routing;
            _waitsOn = null;
            var attempt = new Attempt(this);
            RouteResult route = _router.Pick(this, attempt);
            if (route.IsFailure)
            {
                if (route.IsDrop)
                    Finish(new CallEnd(route.Failure));
                else
                    EndAttempt(new CallEnd(route.Failure));
                return;
            }
            if (route.Stream is null)
                return;
            attempt.Stream = route.Stream;
            if (Open(attempt))
                return;
        }
    }

    // 3. The stream: everything said so far goes out first. False: look for another connection.
    private bool Open(Attempt attempt)
    {
        TransportCallStream stream = attempt.Stream;
        CallHead head = _settings.ToHead(HeadersOfAttempt(), _settings.Record?.BeginAttempt(stream, _retry.Attempts - 1, _isTransparent));
        _attempt = attempt;
        _lastStream = stream;
        _stage = Stage.Running;
        if (_settings.Deadline is not null && head.Timeout <= TimeSpan.Zero)
            return true;
        StreamStart start;
        if (_halfClosed && _buffer.Count == 1)
        {
            _settings.Record?.OnOutbound(_buffer.Length(0) - Headroom);
            start = _buffer.TryStartUnary(stream, head);
        }
        else
        {
            start = stream.TryStart(head);
            if (start == StreamStart.Started)
                Replay(attempt);
        }
        if (start == StreamStart.Started)
        {
            _settings.Record?.OnAttemptStarted();
            if (_retry.IsCommitted && _attempt == attempt)
                _buffer.Clear();
            return true;
        }
        if (_attempt == attempt)
        {
            _attempt = null;
            _stage = Stage.Routing;
        }
        _settings.Record?.DropAttempt();
        if (start != StreamStart.StreamLimit || !stream.TryWaitForSlot(this))
            return false;
        _waitsOn = stream;
        return true;
    }

    private void Replay(Attempt attempt)
    {
        bool writable = true;
        for (int i = 0; i < _buffer.Count && _attempt == attempt; i++)
        {
            _settings.Record?.OnOutbound(_buffer.Length(i) - Headroom);
            writable = _buffer.Write(i, attempt.Stream);
        }
        if (_attempt != attempt)
            return;
        if (_halfClosed)
            attempt.Stream.HalfClose();
        else if (_isWriterHeld && writable)
            ReleaseWriter();
    }

    private Metadata? HeadersOfAttempt()
    {
        Metadata? headers = _authentication?.Headers ?? _settings.Headers;
        if (_retry.Attempts == 1)
            return headers;
        Metadata copy = [];
        foreach (Metadata.Entry entry in headers ?? Metadata.Empty)
            copy.Add(entry);
        // Rule 55: attempts two and later say how many went before.
        copy.Add("grpc-previous-rpc-attempts", (_retry.Attempts - 1).ToString(System.Globalization.CultureInfo.InvariantCulture));
        return copy;
    }

    private void EndAttempt(in CallEnd end)
    {
        _attempt = null;
        _lastFailure = end.Status;
        _settings.Record?.EndAttempt(end.Status);
        int attempts = _retry.Attempts;
        RetryDecision decision = _retry.OnEnd(end, _router.NextRandom());
        _isTransparent = decision.Retries && _retry.Attempts == attempts;
        if (!decision.Retries)
            Finish(end);
        else if (decision.Delay <= TimeSpan.Zero && (_isTransparent || _settings.Method.Retry?.OnRetry is null))
            BeginAttempt();
        else
            BackOff(decision.Delay);
    }

    private void BackOff(TimeSpan delay)
    {
        _stage = Stage.BackingOff;
        _backoff?.Dispose();
        _backoff = _settings.Channel.Time.CreateTimer(static state => ((ClientCall)state!).OnBackoffOver(), this, delay, Timeout.InfiniteTimeSpan);
    }

    private void OnBackoffOver()
    {
        TellRetry();
        lock (_gate)
        {
            if (_stage == Stage.BackingOff)
                BeginAttempt();
        }
    }

    // The user's code, so outside of the gate: the call may end meanwhile.
    private void TellRetry()
    {
        if (_settings.Method.Retry?.OnRetry is not { } onRetry)
            return;
        RetryAttempt attempt;
        lock (_gate)
        {
            if (_stage != Stage.BackingOff)
                return;
            attempt = new RetryAttempt(_settings.Method.Path, _retry.Attempts - 1, _lastFailure);
        }
        onRetry(attempt);
    }

    private void Finish(in CallEnd end)
    {
        _stage = Stage.Over;
        _attempt = null;
        _backoff?.Dispose();
        _authentication?.Cancel();
        _buffer.Clear();
        _listener.OnEnd(end);
    }

    private void Keep(Span<byte> framed, ReadOnlySpan<DataPiece> pieces, WriteFlags flags)
    {
        if (!_retry.IsCommitted && _buffer.TryAdd(framed, pieces, flags))
            return;
        _retry.Commit();
        _buffer.AddUnsent(framed, pieces, flags);
    }

    private void Commit()
    {
        _retry.Commit();
        _buffer.Clear();
    }

    private void ReleaseWriter()
    {
        _isWriterHeld = false;
        _listener.OnWritable();
    }

    /// <summary>One try on one connection; what it reports counts while it is the call's current one.</summary>
    private sealed class Attempt(ClientCall call) : CallListener
    {
        public TransportCallStream Stream { get; set; } = null!;

        private bool IsCurrent => ReferenceEquals(Volatile.Read(ref call._attempt), this);

        public override void OnHeaders(Metadata? headers)
        {
            lock (call._gate)
            {
                if (!IsCurrent)
                    return;
                // Rule 53: response headers commit the call to this attempt.
                call.Commit();
                call._listener.OnHeaders(headers);
            }
        }

        public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes)
        {
            if (!IsCurrent)
                return;
            call._settings.Record?.OnInbound(payload.Length, wireBytes);
            call._listener.OnMessage(payload, wireBytes);
        }

        internal override bool WantsOwned => call._listener.WantsOwned;

        internal override void OnOwnedMessage(byte[] payload, int wireBytes)
        {
            if (!IsCurrent)
                return;
            call._settings.Record?.OnInbound(payload.Length, wireBytes);
            call._listener.OnOwnedMessage(payload, wireBytes);
        }

        public override void OnWritable()
        {
            lock (call._gate)
            {
                if (IsCurrent && call._isWriterHeld)
                    call.ReleaseWriter();
            }
        }

        public override void OnEnd(in CallEnd end)
        {
            lock (call._gate)
            {
                if (IsCurrent)
                    call.EndAttempt(end);
            }
        }
    }
}
