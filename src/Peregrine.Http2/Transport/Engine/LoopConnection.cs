using System.Net;
using Peregrine.Http2.Buffers;

namespace Peregrine.Http2.Transport;

/// <summary>
/// What both engines share: one connection's turn of parse → run → flush, its first bytes, its flusher and its end. An engine adds how bytes
/// are received and sent.
/// <code>
///   loop (one thread at a time)      Receive → Parse → RunWork → FlushInTurn ─┐
///   flusher (one at a time)          TryTakeOutput → send → OutputSent ◄──────┴── RequestFlush (any thread)
/// </code>
/// The two never wait for each other: whoever wants a flush while one is going on only counts, and the flusher looks again.
/// </summary>
internal abstract class LoopConnection : TransportConnection, ILoop, IThreadPoolWorkItem
{
    // What a client runs mostly makes new requests: the server works on the first of them while the others are made. Later flushes of a turn come ever more seldom: the server has work then.
    // A server's answers all go at the end of its turn, which costs fewer sends.
    private const int ClientWorkBeforeFlush = 32;

    private static readonly TimeSpan s_lingerTime = TimeSpan.FromSeconds(2);
    private static readonly TransportError s_closedHere = new(TransportErrorKind.Aborted, "the connection was closed here");
    private static readonly TransportError s_lingered = new(TransportErrorKind.Aborted, "the connection was closed here; the peer did not close its side in time");

    // Immutable after construction.
    private readonly ITransportOwner _owner;
    private readonly RawConnection _raw;
    private readonly TimeProvider _time;

    // Flusher only.
    private ITimer? _linger;

    // Loop only. A stolen loop is one other thread's.
    private readonly Queue<IHttp2Work> _afterFlush = new();
    private ITransportSession? _session;
    private TransportError? _wrong;
    private bool _greeted;
    private volatile bool _ended;
    private bool _flushingTurn;

    // Written by the loop, read by anybody.
    private int _turnThread;

    // Any thread, by interlocked operations.
    private int _flushWanted;
    private int _flushes;
    private TransportError? _error;
    private volatile bool _closing;

    protected LoopConnection(RawConnection raw, TlsFacts? tls, ITransportOwner owner, TimeProvider time)
    {
        _raw = raw;
        _time = time;
        _owner = owner;
        Tls = tls;
    }

    public override EndPoint? LocalEndPoint => _raw.LocalEndPoint;

    public override EndPoint? RemoteEndPoint => _raw.RemoteEndPoint;

    public override TlsFacts? Tls { get; }

    /// <summary>Whether receiving is over.</summary>
    protected bool IsOver => _ended;

    /// <summary>Starts the connection. A client's session exists at once, since it speaks first.</summary>
    public void Start()
    {
        if (_owner.Role == Role.Client) _session = _owner.MakeSession(this);
        StartLoop();
        if (_session is not null) Flush();
    }

    public override void RequestFlush()
    {
        if (_turnThread == Environment.CurrentManagedThreadId) return;

        // The exchange is a full fence between the session's output and the look at the turn; FinishTurn has its counterpart.
        if (Interlocked.Exchange(ref _flushWanted, 1) != 0 || Volatile.Read(ref _turnThread) != 0) return;
        if (!ElasticThreads.Shared.TryQueueFlush(this)) ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    void IThreadPoolWorkItem.Execute() => Flush();

    public override void Dispatch(IHttp2Work work)
    {
        if (_flushingTurn && _turnThread == Environment.CurrentManagedThreadId) _afterFlush.Enqueue(work);
        else if (work.Profile is { IsDispatched: true }) ElasticThreads.Shared.Queue(work);
        else ThreadPool.UnsafeQueueUserWorkItem(work, preferLocal: false);
    }

    public override void Close()
    {
        _closing = true;
        Interlocked.MemoryBarrier();
        RequestFlush();
    }

    public override void Abort(TransportError why)
    {
        Interlocked.CompareExchange(ref _error, why, null);
        Kill();
    }

    /// <summary>Goes on after a handler that holds the loop's old thread.</summary>
    public Action? Resume()
    {
        BeginTurn();
        Turn turn = FinishTurn();
        return turn == Turn.Lost ? null : ResumeLoop(turn);
    }

    /// <summary>Begins to receive.</summary>
    protected abstract void StartLoop();

    /// <summary>After a turn that another thread began: what the calling thread goes on with.</summary>
    protected abstract Action? ResumeLoop(Turn turn);

    /// <summary>Sends the whole batch. False: it could not be finished now; <see cref="ContinueFlush"/> follows when it is.</summary>
    protected abstract bool TrySend(OutputBatch batch);

    /// <summary>Everything is sent and this side wants the end: says so to the peer. Called once.</summary>
    protected abstract void ShutDownSending();

    /// <summary>Makes receiving and sending fail at once. Any thread, any number of times.</summary>
    protected abstract void Kill();

    /// <summary>Frees everything; the loop has ended and no flusher is or will be active.</summary>
    protected virtual void Release() => _raw.Dispose();

    /// <summary>Begins a turn on the calling thread.</summary>
    protected void BeginTurn() => Volatile.Write(ref _turnThread, Environment.CurrentManagedThreadId);

    /// <summary>The parse phase. Returns the bytes used.</summary>
    protected int Parse(ReadOnlySpan<byte> bytes)
    {
        if (_greeted) return _session!.Receive(bytes);
        if (_wrong is not null) return bytes.Length;
        return Greet(bytes) ? _session!.Receive(bytes) : 0;
    }

    /// <summary>Where the session wants to have the bytes that come next; mostly nowhere.</summary>
    protected ArraySegment<byte> Room => _greeted ? _session!.Room : default;

    /// <summary>The parse phase, for bytes of which the first came into <see cref="Room"/>. Returns how many of the others were used.</summary>
    protected int Parse(ReadOnlySpan<byte> inRoom, ReadOnlySpan<byte> bytes) => _session!.Receive(inRoom, bytes);

    /// <summary>The run phase and the flush after it.</summary>
    protected Turn FinishTurn()
    {
        do
        {
            if (!RunWork()) return Turn.Lost;
            FlushInTurn();

            // Windows that opened while the flusher took output have made writers ready.
        }
        while (_afterFlush.Count > 0);

        Volatile.Write(ref _turnThread, 0);
        Interlocked.MemoryBarrier();
        if (!_ended)
        {
            if (_flushWanted != 0) Flush();
            return Turn.Done;
        }

        Flush();
        return Turn.Over;
    }

    /// <summary>Becomes the flusher, or tells the one there is to look again.</summary>
    protected void Flush()
    {
        if (Interlocked.Increment(ref _flushes) == 1) Pump(1);
    }

    /// <summary>The same in a turn: what the session makes ready meanwhile is run by this loop.</summary>
    protected void FlushInTurn()
    {
        _flushingTurn = true;
        Flush();
        _flushingTurn = false;
    }

    // False: a handler held this thread, and the loop belongs to another one now; nothing of it may be touched.
    private bool RunWork()
    {
        if (_session is null || !TryNextWork(_session, out IHttp2Work? work)) return true;
        bool watched = WatchSlot.TryEnter(this, out WatchSlot slot);
        int nextFlush = _owner.Role == Role.Client ? ClientWorkBeforeFlush : int.MaxValue;
        int ran = 0;
        do
        {
            if (ran++ == nextFlush)
            {
                nextFlush *= 3;
                FlushInTurn();
            }

            HandlerProfile? profile = work.Profile;
            if (profile is { IsDispatched: true })
            {
                ElasticThreads.Shared.Queue(work);
            }
            else if (watched)
            {
                slot.Begin(profile);
                work.Execute();
                if (!slot.End()) return false;
                if (slot.FlushDue) FlushEarly(slot);
            }
            else
            {
                work.Execute();
            }
        }
        while (TryNextWork(_session, out work));
        if (watched) slot.Leave();
        return true;
    }

    /// <summary>Receiving is over. The caller's turn ends with it, by <see cref="FinishTurn"/>.</summary>
    protected void EndReceiving(TransportError why)
    {
        TransportError error = _wrong ?? Interlocked.CompareExchange(ref _error, why, null) ?? why;
        if (_wrong is null && _closing && error.Kind is TransportErrorKind.EndOfStream or TransportErrorKind.Reset) error = s_closedHere;
        _error = error;
        _ended = true;
        if (_wrong is null) _session?.Closed(error);
    }

    /// <summary>The filter of the loop's last handler: ends the connection whose session threw, and says so once.</summary>
    protected bool Defect(Exception e)
    {
        Abort(new TransportError(TransportErrorKind.Aborted, $"internal error: {e.Message}", e));
        if (!_ended)
        {
            _ended = true;
            _session?.Closed(_error!);
            Flush();
        }

        return true;
    }

    /// <summary>The flusher, once a batch that <see cref="TrySend"/> could not finish is out (or sending failed).</summary>
    protected void ContinueFlush(OutputBatch sent)
    {
        _session!.OutputSent(sent);
        Pump(Volatile.Read(ref _flushes));
    }

    /// <summary>The flusher, in a turn, with a batch whose sending was interrupted.</summary>
    protected void GoOnFlushing(OutputBatch batch)
    {
        _flushingTurn = true;
        if (_error is not null || TrySend(batch)) ContinueFlush(batch);
        _flushingTurn = false;
    }

    private void Pump(int seen)
    {
        while (true)
        {
            Interlocked.Exchange(ref _flushWanted, 0);
            ITransportSession? session = Volatile.Read(ref _session);
            while (session is not null && session.TryTakeOutput(out OutputBatch? batch))
            {
                // After our end of stream nothing can follow: over TLS a send would throw, over TCP it would reset. What the session still says is dropped.
                if (_error is null && _linger is null && !TrySend(batch)) return;
                session.OutputSent(batch);
            }

            if (_ended)
            {
                // This flusher keeps its role for ever, so that nobody sends on what is released.
                _linger?.Dispose();
                Release();
                _owner.Ended(_error!, _greeted);
                return;
            }

            if (_closing && _error is null && _linger is null)
            {
                // A close while unread bytes wait would reset the connection and take our last frames from the peer (RFC 9112 §9.6 tells the story).
                _linger = _time.CreateTimer(static self => ((LoopConnection)self!).Abort(s_lingered), this, s_lingerTime, Timeout.InfiniteTimeSpan);
                ShutDownSending();
            }

            int now = Interlocked.CompareExchange(ref _flushes, 0, seen);
            if (now == seen) return;
            seen = now;
        }
    }

    private bool TryNextWork(ITransportSession session, [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IHttp2Work? work) =>
        session.TryDequeueWork(out work) || _afterFlush.TryDequeue(out work);

    // A batch of many slow handlers must not keep its first answers waiting for its last.
    private void FlushEarly(WatchSlot slot)
    {
        slot.Flushed();
        FlushInTurn();
    }

    private bool Greet(ReadOnlySpan<byte> bytes)
    {
        FirstBytes what = _owner.Role == Role.Server ? FirstBytesReader.OfClient(bytes) : FirstBytesReader.OfServer(bytes);
        if (what == FirstBytes.NeedMore) return false;
        if (what == FirstBytes.Http2)
        {
            _session ??= _owner.MakeSession(this);
            _greeted = true;
            _owner.Greeted();
            return true;
        }

        if (_owner.Role == Role.Server)
        {
            _wrong = WrongProtocol.FromClient(what, bytes);
            Volatile.Write(ref _session, new AnswerSession(Tls is null ? WrongProtocol.AnswerOnPlaintextPort(what) : WrongProtocol.AnswerInsideTls(what)));
            Close();
        }
        else
        {
            Abort(WrongProtocol.FromServer(what, bytes));
        }

        return false;
    }
}
