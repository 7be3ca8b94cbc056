using Peregrine.Calls;
using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Server;

namespace Peregrine.InProcess;

/// <summary>
/// The caller's half of an in-process call. What it sends is a callback of the server's listener, on the caller's thread; handlers run on the call's loop.
/// The two halves share the one transition to the end (<see cref="TryEnd"/>).
/// </summary>
internal sealed class InProcessClientStream : TransportCallStream
{
    private readonly InProcessTransport _transport;
    private readonly CallListener _listener;
    private readonly int _maxResponseBytes;

    // Held while the caller's listener is called: its callbacks are serial, whichever thread of the server's they come from.
    private readonly Lock _delivery = new();

    private InProcessServerStream? _server;
    private CallListener? _serverListener;
    private MessageLimits _requestLimits;
    private CreditWindow _requests;
    private int _ended;
    private int _isOpen;
    private volatile bool _isCancelled;

    public InProcessClientStream(InProcessTransport transport, CallListener listener, int maxResponseBytes, InProcessLoop loop)
    {
        _transport = transport;
        _listener = listener;
        _maxResponseBytes = maxResponseBytes;
        Loop = loop;
    }

    // Guarded by the transport's gate: its list of open calls.
    public InProcessClientStream? Next { get; set; }

    public InProcessClientStream? Previous { get; set; }

    public override CallPeer Peer => _transport.Peer;

    public override CallRouter Router => _transport.Router;

    /// <summary>Where the handler and the caller's continuations run.</summary>
    public InProcessLoop Loop { get; }

    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    public override StreamStart TryStart(in CallHead head)
    {
        if (HasEnded)
            return StreamStart.Started;
        if (!_transport.TryOpen(this))
            return StreamStart.Gone;
        Interlocked.Exchange(ref _isOpen, 1);
        // Whoever ended the call between the two steps did not find it open.
        if (HasEnded)
        {
            CloseOnce();
            return StreamStart.Started;
        }
        ServerCore core = _transport.Server;
        if (core.Methods.Find(head.Path) is { } entry)
            _requestLimits = entry.Settings.ReceiveLimits;
        var serverHead = new InProcessCallHead(head.Path, head.Authority ?? "", _transport.Peer, MetadataTransfer.Copy(TraceHeaders.Add(head.Headers, head.Trace)));
        _server = new InProcessServerStream(this, serverHead, head.Timeout);
        _serverListener = core.Accept(_server);
        _server.Attach(_serverListener);
        // Whoever ended the call meanwhile did not find the server's listener.
        Interlocked.MemoryBarrier();
        if (_isCancelled)
            TellServer();
        return StreamStart.Started;
    }

    public override StreamStart TryStartUnary(in CallHead head, Span<byte> framed, WriteFlags flags)
    {
        StreamStart start = TryStart(head);
        if (start == StreamStart.Started)
        {
            Write(framed, flags);
            HalfClose();
        }
        return start;
    }

    public override bool Write(Span<byte> framed, WriteFlags flags)
    {
        if (HasEnded || _serverListener is not { } listener)
            return true;
        ReadOnlySpan<byte> payload = framed[Headroom..];
        if (payload.Length > _requestLimits.MaxBytes)
        {
            if (TryCancel())
                EndHere(_requestLimits.TooLong(payload.Length));
            return true;
        }
        SentBytes += payload.Length;
        bool writable = _requests.Take(framed.Length);
        listener.OnMessage(payload, framed.Length);
        return writable;
    }

    public override void HalfClose()
    {
        if (!HasEnded)
            _serverListener?.OnHalfClose();
    }

    public override void Consume(int wireBytes) => _server?.OnResponseTaken(wireBytes);

    public override void Cancel(in Status status)
    {
        if (TryCancel())
            EndHere(status);
    }

    /// <summary>Ends the call on both sides: the server was stopped, or the channel shut down.</summary>
    public void Abort(in Status status)
    {
        if (TryCancel())
            Deliver(new CallEnd(status));
    }

    private bool TryCancel()
    {
        if (!TryEnd())
            return false;
        _isCancelled = true;
        Interlocked.MemoryBarrier();
        TellServer();
        return true;
    }

    // Within a call of the caller's, which may hold its own gate: a delivery that is under way may wait for that, so this must not wait for the delivery.
    // The caller has decided the end; its listener tolerates a message that is on its way.
    private void EndHere(in Status status) => _listener.OnEnd(new CallEnd(status));

    public override bool TryWaitForSlot(ClientCall call) => false;

    public override void StopWaitingForSlot(ClientCall call)
    {
    }

    public override void Release()
    {
    }

    internal override void Schedule(IHttp2Work work) => Loop.Post(work);

    /// <summary>The one transition to the end, for both halves. True for whoever makes it.</summary>
    public bool TryEnd()
    {
        if (Interlocked.CompareExchange(ref _ended, 1, 0) != 0)
            return false;
        CloseOnce();
        return true;
    }

    private void CloseOnce()
    {
        if (Interlocked.Exchange(ref _isOpen, 0) == 1)
            _transport.OnCallEnded(this);
    }

    /// <summary>The server has taken a request.</summary>
    public void OnRequestTaken(int wireBytes)
    {
        if (_requests.Give(wireBytes) && !HasEnded)
            Loop.Post(ListenerNotice.Writable(_listener));
    }

    public void DeliverHeaders(Metadata? headers)
    {
        lock (_delivery)
        {
            if (!HasEnded)
                _listener.OnHeaders(headers);
        }
    }

    public void DeliverMessage(ReadOnlySpan<byte> payload, int wireBytes)
    {
        if (payload.Length > _maxResponseBytes)
        {
            var limits = new MessageLimits(_maxResponseBytes, nameof(GrpcChannelOptions.MaxReceiveMessageSize));
            if (TryEnd())
            {
                TellServer();
                Deliver(new CallEnd(limits.TooLong(payload.Length)));
            }
            return;
        }
        lock (_delivery)
        {
            if (!HasEnded)
                _listener.OnMessage(payload, wireBytes);
        }
    }

    /// <summary>The server's only response and its end, after <see cref="TryEnd"/> was won.</summary>
    public void DeliverReply(ReadOnlySpan<byte> payload, bool withHeaders, Metadata? trailers)
    {
        if (payload.Length > _maxResponseBytes)
        {
            var limits = new MessageLimits(_maxResponseBytes, nameof(GrpcChannelOptions.MaxReceiveMessageSize));
            Deliver(new CallEnd(limits.TooLong(payload.Length)));
            return;
        }
        lock (_delivery)
        {
            if (withHeaders)
                _listener.OnHeaders(null);
            _listener.OnMessage(payload, payload.Length + Headroom);
            if (trailers is null)
                _listener.OnEnd(ResponseHead.PlainSuccess);
            else
                _listener.OnEnd(new CallEnd(ResponseHead.PlainSuccess.Status, trailers));
        }
    }

    /// <summary>The server's end of the call, if it is the first. The exception behind it stays on its side.</summary>
    public bool EndByServer(in Status status, Metadata? trailers)
    {
        if (!TryEnd())
            return false;
        Deliver(new CallEnd(Status.FromPeer(status.StatusCode, status.Detail), trailers));
        return true;
    }

    private void Deliver(in CallEnd end)
    {
        lock (_delivery)
            _listener.OnEnd(end);
    }

    // Cancel and the opener may both come here: the server is told once.
    private void TellServer()
    {
        if (Interlocked.Exchange(ref _serverListener, null) is { } listener)
            Loop.Post(ListenerNotice.Cancelled(listener));
    }
}
