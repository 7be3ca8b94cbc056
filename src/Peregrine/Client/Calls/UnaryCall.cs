using System.Buffers;
using System.Diagnostics;
using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine.Client;

/// <summary>
/// A unary call under way: one message out, one in. Where a connection is ready the call goes straight onto it and this object is used again
/// afterwards; where the call has to wait, to authenticate or to be retried it goes through a <see cref="ClientCall"/>, which sends the same bytes.
/// </summary>
/// <remarks>
/// Two parties hold the object while it is on the fast path: the thread that starts it, until everything is sent, and the transport, until the
/// end. The second to let go recycles it. A call that was ended from this side, by deadline or by its caller, is left to the garbage collector.
/// </remarks>
internal sealed class UnaryCall<TRequest, TResponse> : ActiveCall, IUnaryCallControl
    where TRequest : class
    where TResponse : class
{
    private const int InitialBufferBytes = 512;
    private const int LargestKeptBufferBytes = 64 * 1024;

    private UnaryHandle<TResponse>? _handle;
    private Marshaller<TResponse>? _marshaller;

    // The request, kept for being sent again until its fate is known.
    private byte[] _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferBytes);
    private readonly List<ArraySegment<byte>> _parts = [];
    private SerializedMessage _request;
    private LongMessage? _long;

    // Transport callbacks, which are serial.
    private ResponseSlot<TResponse> _slot;
    private bool _hasHeaders;

    private DirectRecord _notes;

    private bool _isDirect;
    private int _holders;

    private bool IsLong => _request.Length >= LongMessage.LeastBytes;

    private Span<byte> Framed => _buffer.AsSpan(_request.Start - CallStream.Headroom, CallStream.Headroom + _request.Length);

    /// <summary>An object for a call: its settings are written to it, then it is started.</summary>
    public static UnaryCall<TRequest, TResponse> Rent() => CallPool<UnaryCall<TRequest, TResponse>>.Rent();

    public void Abandon(int phase) => EndLocally(phase, new Status(StatusCode.Cancelled, "the call was disposed by its caller"));

    /// <summary>Starts the call.</summary>
    public UnaryHandle<TResponse> Start(CallRouter router, Method<TRequest, TResponse> method, TRequest request)
    {
        Prepare();
        _marshaller = method.ResponseMarshaller;
        var handle = new UnaryHandle<TResponse>(method.ResponseMarshaller, this, Phase);
        _handle = handle;
        _holders = 2;
        _notes.Begin(Settings);
        if (RequestSerializer.TrySerialize(method.RequestMarshaller, request, Settings.Method.MaxRequestBytes, ref _buffer, _parts, out _request, out Status error))
            Send(router);
        else
            EndLocally(Phase, error);
        return handle;
    }

    private void Send(CallRouter router)
    {
        _isDirect = true;
        TransportCallStream? direct = Settings.Method.Retry is null && Settings.Credentials is null ? router.TryPick(Settings, this) : null;
        if (direct is not null)
        {
            Stream = direct;
            Watch();
            Activity? span = _notes.BeginAttempt(Settings, _request.Length);
            CallHead head = Settings.ToFirstHead(span);
            StreamStart start = IsLong ? direct.TryStartUnary(head, Pieces(), Settings.WriteFlags) : direct.TryStartUnary(head, Framed, Settings.WriteFlags);
            if (start == StreamStart.Started)
            {
                if (Settings.IsNoted)
                    ClientTelemetry.AttemptStarted(Settings.Method.Labels);
                LetGo();
                return;
            }
        }
        NoteIn(_notes.GoOn(Settings, null, direct));
        SendThroughChannel(router, isWatched: direct is not null, refusal: null);
    }

    private void SendThroughChannel(CallRouter router, bool isWatched, CallProgress? refusal)
    {
        _isDirect = false;
        int phase = Phase;
        var call = new ClientCall(router, Settings, this, refusal == CallProgress.Refused ? 1 : 0, isTransparent: refusal is not null);
        Stream = call;
        if (!isWatched)
            Watch();
        if (IsLong)
            call.StartUnary(default, Pieces(), Settings.WriteFlags);
        else
            call.StartUnary(default, Framed, Settings.WriteFlags);
        // It keeps what it may have to send again.
        ForgetLong();
        // Whoever ended the call in between cancelled the stream that was there before, and may not have found the notes.
        if (Phase != phase)
        {
            call.Cancel(Status.DefaultCancelled);
            Settings.Record?.End(Status.DefaultCancelled);
        }
    }

    // A long request goes out from where it lies; what is pooled of that is returned when neither this call nor a transport wants it any more.
    private ReadOnlySpan<DataPiece> Pieces()
    {
        if (_long is null)
        {
            _long = new LongMessage();
            _long.Take(ref _buffer, _request, CallStream.Headroom, _parts);
        }
        return _long.Pieces;
    }

    protected override bool TryGoOn(in CallEnd end)
    {
        // Rule 54: the server's application never saw the call. Only the direct path comes here; a ClientCall retries by itself.
        if (!_isDirect || _hasHeaders || end.Progress == CallProgress.Processed)
            return false;
        var refused = (TransportCallStream)Stream;
        NoteIn(_notes.GoOn(Settings, end.Status, refused));
        SendThroughChannel(refused.Router, isWatched: true, end.Progress);
        return true;
    }

    protected override void NoteEnd(in Status status)
    {
        if (!_notes.End(Settings, status, Stream as TransportCallStream))
            base.NoteEnd(status);
    }

    public override void OnHeaders(Metadata? headers)
    {
        _hasHeaders = true;
        if (!IsOver)
            _handle!.SetHeaders(headers);
    }

    public override void OnMessage(ReadOnlySpan<byte> payload, int wireBytes) => Take(payload, null, wireBytes);

    internal override bool WantsOwned => _marshaller!.KeepsBytes;

    internal override void OnOwnedMessage(byte[] payload, int wireBytes) => Take(payload, payload, wireBytes);

    private void Take(ReadOnlySpan<byte> payload, byte[]? owned, int wireBytes)
    {
        // No credit is given back: the transport makes room for one message of any length, and a second is not wanted.
        if (IsOver)
            return;
        _notes.OnInbound(payload.Length, wireBytes);
        if (Stream.IsMessageCompressed)
            _handle!.SetCompressed();
        if (!_slot.TryTake(payload, owned, _marshaller!, _handle!, out Status error))
            EndLocally(Phase, error);
    }

    protected override CallOutcome Conclude(in CallEnd end) => _slot.Conclude(end);

    protected override void Ended(CallOutcome outcome, bool fromTransport)
    {
        UnaryHandle<TResponse> handle = _handle!;
        // Without a stream the call has not left the thread that makes it: nobody can be waiting.
        if (handle.Complete(outcome, _slot.Response))
            Stream?.Schedule(handle);
        if (fromTransport && _isDirect && IsUnreachable)
            LetGo();
    }

    private void LetGo()
    {
        // The last holder is alone, and needs no interlocked operation to know it.
        if (Volatile.Read(ref _holders) != 1 && Interlocked.Decrement(ref _holders) != 0)
            return;
        ((TransportCallStream)Stream).Release();
        Stream = null!;
        _handle = null;
        _slot = default;
        _hasHeaders = false;
        _notes = default;
        ForgetLong();
        if (_buffer.Length > LargestKeptBufferBytes)
        {
            ArrayPool<byte>.Shared.Return(_buffer);
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferBytes);
        }
        CallPool<UnaryCall<TRequest, TResponse>>.Return(this);
    }

    private void ForgetLong()
    {
        if (_long is null)
            return;
        _long.Clear();
        _long = null;
        if (_buffer.Length == 0)
            _buffer = ArrayPool<byte>.Shared.Rent(InitialBufferBytes);
    }
}
