using System.Diagnostics.CodeAnalysis;
using System.Net;
using System.Runtime.CompilerServices;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Limits;
using Peregrine.Http2.Settings;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>
/// One HTTP/2 connection, in either role: bytes in, callbacks out; sends in, bytes out. It does no I/O itself: an engine drives it. It owns the gate under
/// which all that both directions share is changed, and routes between the small types that know the rules.
/// </summary>
public sealed class Http2Connection : ITransportSession
{
    // Immutable after construction.
    internal readonly Gate Gate = new();
    internal readonly Outbound Outbound;
    internal readonly Inbound Inbound;
    internal readonly StreamTable Streams;
    internal readonly StreamLifetimes Lifetimes;
    internal readonly SettingsExchange Settings;
    internal readonly PingTracker Pings;
    internal readonly ConnectionEnding Ending;
    internal readonly StreamRules Rules;
    internal readonly ConnectionClock Clock;

    // The loop only.
    internal readonly AbuseMonitor Abuse;
    internal readonly BandwidthProbe Bandwidth;
    internal readonly PingStrikes Strikes;
    private readonly FrameReceiver _receiver;
    private readonly LoopQueue _work = new();
    private int _loopThread;
    private long _receivedAt;

    // Guarded by the gate.
    internal long Reserved;
    private int _nextStreamId;

    // The flusher only.
    private readonly StreamNotices _notices = new();

    private Http2Connection(Role role, Http2Options options, TransportConnection transport, TimeProvider time, Random random, Func<Http2Connection, Http2ConnectionObserver> accept)
    {
        Role = role;
        Transport = transport;
        Options = options;
        _nextStreamId = role == Role.Client ? 1 : 2;
        Settings = new SettingsExchange(role, options);
        Outbound = new Outbound(options);
        Inbound = new Inbound(Outbound, options, new FirstWindows(this, options));
        Streams = new StreamTable(this);
        Lifetimes = new StreamLifetimes(this);
        Pings = new PingTracker(this, time);
        Ending = new ConnectionEnding(this);
        Rules = new StreamRules(this);
        Abuse = new AbuseMonitor(options.Abuse, time, report => Observer!.OnAbuse(this, report));
        Bandwidth = new BandwidthProbe(this, options, time);
        KeepAliveInterval = options.KeepAliveInterval ?? (role == Role.Server ? ConnectionClock.ServerKeepAlive : Timeout.InfiniteTimeSpan);
        Strikes = new PingStrikes(time);
        _receiver = new FrameReceiver(this, options);
        WritePreface();
        Clock = new ConnectionClock(this, options, time, random);
        Observer = accept(this);
    }

    /// <summary>Which end this is.</summary>
    public Role Role { get; }

    /// <summary>What we announced.</summary>
    public Http2Settings LocalSettings => Settings.Local;

    /// <summary>What the peer announced; the RFC's initial values until then.</summary>
    public Http2Settings RemoteSettings => Settings.Remote;

    /// <summary>Our address, if the transport has one.</summary>
    public EndPoint? LocalEndPoint => Transport.LocalEndPoint;

    /// <summary>The peer's address, if the transport has one.</summary>
    public EndPoint? RemoteEndPoint => Transport.RemoteEndPoint;

    /// <summary>What TLS agreed on; null in plaintext.</summary>
    public TlsFacts? Tls => Transport.Tls;

    /// <summary>The layer above hangs its per-connection object here.</summary>
    public object? State { get; set; }

    /// <summary>How often the peer may ask whether we live; null, as at first, for <see cref="AbuseLimits.Pings"/> alone. Set when the connection is accepted.</summary>
    public PingPolicy? PingPolicy { get; set; }

    /// <summary>
    /// How long nothing may arrive before a PING asks whether the peer lives; <see cref="Http2Options.KeepAliveInterval"/> at first. A change counts from the
    /// next look at the clock on: at once after a change from <see cref="Timeout.InfiniteTimeSpan"/>.
    /// </summary>
    public TimeSpan KeepAliveInterval
    {
        get;
        set
        {
            field = value;
            Clock?.Reconsider();
        }
    }

    /// <summary>The streams that are open now.</summary>
    public int OpenStreams => Streams.Count;

    /// <summary>What was counted on this connection.</summary>
    public Http2Counters Counters
    {
        get
        {
            using (Gate.Hold())
            {
                return new Http2Counters
                {
                    StreamsOpened = Streams.Opened,
                    StreamsReset = Lifetimes.Resets,
                    FramesReceived = _receiver.Frames,
                    AbuseReports = Abuse.Reports,
                    KeepAlivesSent = Pings.KeepAlivesSent,
                    BytesQueued = Outbound.QueuedBytes,
                    BytesUnconsumed = Inbound.Unconsumed,
                    SendWindowBytes = Outbound.Window.Available,
                    ReceiveWindowBytes = Inbound.ConnectionWindow,
                };
            }
        }
    }

    internal Http2Options Options { get; }

    internal TransportConnection Transport { get; }

    internal Http2ConnectionObserver Observer { get; }

    internal bool IsEnding => Ending.HasEnded;

    internal long UsefulFramesReceived => _receiver.UsefulFrames;

    /// <summary>Makes a connection over <paramref name="transport"/>; its preface and SETTINGS are in the output at once.</summary>
    internal static Http2Connection Create(
        Role role, Http2Options options, TransportConnection transport, Func<Http2Connection, Http2ConnectionObserver> accept, TimeProvider time, Random random) =>
        new(role, options, transport, time, random, accept);

    /// <summary>
    /// Client: opens a stream with a request's header block. <paramref name="tail"/> holds the fields that vary and is read during the call only. A list that is
    /// larger than the peer takes gives a stream that is closed already, and its observer has been told.
    /// </summary>
    public OpenStatus TryOpenStream(Http2StreamObserver observer, HeaderList headers, HeaderFields? tail, bool endStream, out Http2Stream? stream) =>
        TryOpenStream(observer, headers, tail, default, endStream, out stream);

    /// <summary>Client: opens a stream and sends its first data in the same turn of the gate; the same bytes as the two calls.</summary>
    public OpenStatus TryOpenStream(
        Http2StreamObserver observer, HeaderList headers, HeaderFields? tail, ReadOnlySpan<byte> data, bool endStream, out Http2Stream? stream) =>
        TryOpenStream(observer, headers, tail, data, default, endStream, out stream);

    /// <summary>The same with data in pieces.</summary>
    [OverloadResolutionPriority(-1)] // an empty collection expression is no bytes
    public OpenStatus TryOpenStream(
        Http2StreamObserver observer, HeaderList headers, HeaderFields? tail, ReadOnlySpan<DataPiece> pieces, bool endStream, out Http2Stream? stream) =>
        TryOpenStream(observer, headers, tail, default, pieces, endStream, out stream);

    private OpenStatus TryOpenStream(
        Http2StreamObserver observer, HeaderList headers, HeaderFields? tail, ReadOnlySpan<byte> data, ReadOnlySpan<DataPiece> pieces, bool endStream, out Http2Stream? stream)
    {
        ArgumentNullException.ThrowIfNull(observer);
        ArgumentNullException.ThrowIfNull(headers);
        if (Rules.ErrorOnTooLarge(headers, tail) is { } tooLarge)
        {
            stream = Lifetimes.Stillborn(observer, new StreamEnd(ErrorCode.EnhanceYourCalm, Initiator.Local, StreamReach.Processed, IsReset: true, tooLarge));
            return OpenStatus.Opened;
        }
        Settlement after;
        using (Gate.Hold())
        {
            OpenStatus status = Rules.MayOpen(_nextStreamId);
            if (status != OpenStatus.Opened)
            {
                if (status == OpenStatus.StreamLimit)
                {
                    Lifetimes.WantSlots();
                }
                stream = null;
                return status;
            }
            stream = Streams.Add(_nextStreamId, byPeer: false, Settings.Remote.InitialWindowBytes, Settings.StreamWindow);
            _nextStreamId += 2;
            stream.Observer = observer;
            stream.Request = headers;
            Outbound.SendHeaders(stream, headers, tail, endStream && data.IsEmpty && pieces.IsEmpty);
            if (!data.IsEmpty)
            {
                Outbound.SendData(stream, data, endStream);
            }
            else if (!pieces.IsEmpty)
            {
                Outbound.SendData(stream, pieces, endStream);
            }
            after = Lifetimes.Settle(stream);
        }
        Lifetimes.Conclude(stream, after);
        return OpenStatus.Opened;
    }

    /// <summary>Runs work that may call user code: on the loop after the parse phase when called from a callback in it, else through the transport's pool.</summary>
    public void Schedule(IHttp2Work work)
    {
        if (IsOnLoop)
        {
            _work.Enqueue(work);
        }
        else
        {
            Transport.Dispatch(work);
        }
    }

    /// <summary>Ends gracefully: no new streams, those that are open finish (a server sends GOAWAY twice, RFC 9113 §6.8), then the connection closes.</summary>
    public void Drain(ErrorCode code = ErrorCode.NoError, string debug = "")
    {
        if (Ending.BeginDrain(code, debug))
        {
            Clock.DrainBegan();
        }
    }

    /// <summary>Ends now: GOAWAY with <paramref name="code"/>, every stream closed, then the transport.</summary>
    public void Abort(ErrorCode code, string debug) => Ending.Fail(Http2Error.Connection(code, debug));

    /// <summary>Measures one round trip.</summary>
    public ValueTask<TimeSpan> PingAsync(CancellationToken cancellationToken = default) => Pings.MeasureAsync(cancellationToken);

    ArraySegment<byte> ITransportSession.Room => IsEnding ? default : _receiver.Room;

    int ITransportSession.Receive(ReadOnlySpan<byte> bytes) => ((ITransportSession)this).Receive(default, bytes);

    int ITransportSession.Receive(ReadOnlySpan<byte> inRoom, ReadOnlySpan<byte> bytes)
    {
        if (IsEnding)
        {
            return bytes.Length;
        }
        Clock.Heard();
        using (Gate.Hold())
        {
            Outbound.Output.PromiseFlush();
        }
        _loopThread = Environment.CurrentManagedThreadId;
        _receivedAt = 0;
        int used = _receiver.Receive(inRoom, bytes);
        Lifetimes.EndPhase();
        _loopThread = 0;
        return used;
    }

    bool ITransportSession.TryDequeueWork([NotNullWhen(true)] out IHttp2Work? work) => _work.TryDequeue(out work);

    bool ITransportSession.TryTakeOutput([NotNullWhen(true)] out OutputBatch? batch)
    {
        bool taken;
        using (Gate.Hold())
        {
            if (Outbound.HasReady)
            {
                Outbound.Fill(_notices);
                foreach (Http2Stream stream in _notices.Closed)
                {
                    _notices.After.Add(Lifetimes.Retire(stream, stream.End.IsReset ? ClosedBy.OurReset : ClosedBy.Ends));
                }
            }
            taken = Outbound.Output.TryTake(out batch);
        }
        if (!_notices.IsEmpty)
        {
            _notices.Deliver(Lifetimes);
        }
        return taken;
    }

    void ITransportSession.OutputSent(OutputBatch batch)
    {
        int bytes = batch.Length;
        batch.Clear();
        using (Gate.Hold())
        {
            Outbound.Output.Sent(batch, bytes);
        }
    }

    void ITransportSession.Closed(TransportError why)
    {
        _loopThread = Environment.CurrentManagedThreadId;
        Clock.Stop();
        Lifetimes.EndPhase(); // a receive may have begun, and then nothing more came
        Ending.TransportClosed(why);
        _receiver.Clear();
        using (Gate.Hold())
        {
            Options.Memory.Release(Reserved);
            Reserved = 0;
            Inbound.ReleaseMemory();
            Outbound.ReleaseMemory();
        }
        _loopThread = 0;
    }

    /// <summary>The one router of protocol errors. The loop, or the clock.</summary>
    internal void Handle(int streamId, in Http2Error error)
    {
        if (error.IsConnectionError)
        {
            Ending.Fail(error);
            return;
        }
        Http2Error escalated = Rules.ResetForError(streamId, error);
        if (escalated.IsError)
        {
            Ending.Fail(escalated);
        }
    }

    /// <summary>When what is being parsed was received, as a timestamp: one look at the clock for all that came together. The loop, in a parse phase.</summary>
    internal long ReceivedAt => _receivedAt != 0 ? _receivedAt : _receivedAt = Clock.Now;

    // Whether the caller is the loop, in a parse phase.
    internal bool IsOnLoop => Environment.CurrentManagedThreadId == _loopThread;

    internal bool ClaimFlush() => Outbound.Output.ClaimFlush(Outbound.HasReady);

    internal void FlushIf(bool claimed)
    {
        if (claimed)
        {
            Transport.RequestFlush();
        }
    }

    internal bool TryPush(Http2Stream parent, Http2StreamObserver observer, HeaderList request, out Http2Stream? pushed)
    {
        bool flush;
        using (Gate.Hold())
        {
            if (!Rules.MayPush(parent, _nextStreamId) || Rules.ErrorOnTooLarge(request, null) is not null)
            {
                pushed = null;
                return false;
            }
            pushed = Streams.Add(_nextStreamId, byPeer: false, Settings.Remote.InitialWindowBytes, 0);
            _nextStreamId += 2;
            pushed.Observer = observer;
            pushed.Machine.Apply(StreamEvent.SendPromise);
            Outbound.Frames.WritePushPromise(parent.Id, pushed.Id, request);
            flush = ClaimFlush();
        }
        FlushIf(flush);
        return true;
    }

    internal (int Open, long Sent, bool IsSending) Activity()
    {
        using (Gate.Hold())
        {
            return (Streams.Count, Outbound.Output.BytesSent, Outbound.Output.IsSending);
        }
    }

    internal (long OfBudget, long Moved) Holding()
    {
        using (Gate.Hold())
        {
            return (Outbound.OfBudget + Inbound.OfBudget, Outbound.BytesMoved + Inbound.BytesReceived);
        }
    }

    internal bool IsIdle(int streamId) =>
        (streamId & 1) == (_nextStreamId & 1) ? streamId >= _nextStreamId : streamId > Streams.LastPeer;

    private void WritePreface()
    {
        if (Role == Role.Client)
        {
            Outbound.Frames.WritePreface();
        }
        _receiver.AnnounceTable(Settings.Local.HeaderTableBytes);
        Settings.Announce(Outbound.Frames, Role);
        if (Inbound.InitialIncrement > 0)
        {
            Outbound.Frames.WriteWindowUpdate(0, Inbound.InitialIncrement);
        }
        Outbound.Output.PromiseFlush(); // the engine's first act
    }
}
