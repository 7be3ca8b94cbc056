using System.Buffers;
using System.Runtime.CompilerServices;
using Peregrine.Calls;
using Peregrine.Framing;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Protocols;

namespace Peregrine.Server;

/// <summary>
/// A call on an HTTP/2 stream, the server's half: headers and DATA in, HEADERS, DATA and trailers out. Lives with its <see cref="Http2Stream"/>
/// and is used again with it. Between <see cref="Begin"/> and <see cref="Release"/> it belongs to one call.
/// </summary>
internal sealed class Http2ServerStream : ServerCallStream
{
    /// <summary>The response header by which a handler chooses the compression of its call, as in Grpc.Core; it never goes on the wire.</summary>
    private const string EncodingRequest = "grpc-internal-encoding-request";

    private const int Open = 0;
    private const int Ended = 1;
    private const int SendingHeaders = 2;
    private const int NextTicket = 4;

    // Immutable after construction.
    private readonly Http2Stream _stream;
    private readonly Http2ServerConnection _connection;
    private readonly ServerCore _core;

    // The object that carried the last call, for the next one of the same method. Loop only.
    private ServerCall? _lastCall;

    // Set by Begin.
    private Http2RequestHead _head = null!;
    private ServerCallHead _seen = null!;
    private TimeSpan? _timeout;
    private MessageReader _reader;
    private bool _consumesAtOnce;
    private MissingRest _rest;
    private int _kept;

    // Null when nobody wants what still arrives. Written by Begin, and by whoever ends the call.
    private volatile CallListener? _listener;

    // The call's ticket with one of the states below in its lowest bits. The first to set Ended decides the end.
    private int _state;
    private int _ticket;
    private int _headersSender;
    private bool _isShared;

    // The handler's side, one thread at a time.
    private bool _headersSent;
    private ICompressionProvider? _responseEncoding;
    private long _sentBytes;
    private Status? _sentInstead;

    public Http2ServerStream(Http2Stream stream, Http2ServerConnection connection, ServerCore core)
    {
        _stream = stream;
        _connection = connection;
        _core = core;
        Observer = new Http2ServerObserver(this);
    }

    public Http2ServerObserver Observer { get; }

    public override ServerCallHead Head => _seen;

    internal override int Ticket => _ticket;

    public override TimeSpan? Timeout => _timeout;

    internal override long ArrivedAt(CallClock clock) => _stream.Connection.ReceivedAt;

    public override long SentBytes => _sentBytes;

    internal override Status? SentInstead => _sentInstead;

    internal override SocketCounters? Counters => _connection.Counters;

    public override bool IsMessageCompressed => _reader.IsMessageCompressed;

    /// <summary>A request opened the stream. Loop.</summary>
    /// <param name="head">What it has in common with others of its kind.</param>
    /// <param name="seen">The same as its handler sees it, with metadata of its own.</param>
    /// <param name="timeout">The time that the caller gave it.</param>
    /// <param name="isTimeoutMalformed">Whether that time could not be read.</param>
    /// <param name="endStream">Whether nothing follows.</param>
    public void Begin(Http2RequestHead head, ServerCallHead seen, TimeSpan? timeout, bool isTimeoutMalformed, bool endStream)
    {
        _head = head;
        _seen = seen;
        _timeout = timeout;
        _ticket += NextTicket;
        Volatile.Write(ref _state, _ticket | Open);
        _headersSent = false;
        _sentBytes = 0;
        _sentInstead = null;
        _listener = null;
        _rest = default;
        _kept = 0;
        RequestVerdict verdict = isTimeoutMalformed ? Http2RequestHead.MalformedTimeout : head.Verdict;
        if (!verdict.IsAccepted)
        {
            _reader.Clear();
            Refuse(verdict);
            return;
        }

        MethodEntry entry = head.Entry!;
        _reader.Begin(entry.Settings.ReceiveLimits, head.RequestEncoding);
        _consumesAtOnce = !entry.RequestsStream;
        _responseEncoding = _core.ResponseEncoding is { } encoding && head.Accepts(encoding) ? encoding : null;
        if (_lastCall is not { } call || !ReferenceEquals(call.Entry, entry))
            _lastCall = call = entry.CreateCall(_core);
        _listener = call;
        call.Begin(this);
        if (endStream)
            _listener?.OnHalfClose();
    }

    /// <summary>Where DATA that is arriving may be received. Loop.</summary>
    public ArraySegment<byte> Room => _reader.Room;

    /// <summary>DATA arrived. Loop. Returns what is consumed at once.</summary>
    public int OnData(ReadOnlySpan<byte> data, bool endStream)
    {
        if (_listener is not { } listener)
            return data.Length;
        int before = _reader.Messages;
        if (!_reader.Read(data, listener, out Status fault))
        {
            Break(fault);
            return data.Length;
        }

        if (_listener is null)
            _reader.Clear(); // what was read ended the call
        if (!_rest.Tell(_stream, _reader, before))
            return data.Length;
        int consumed = _consumesAtOnce ? Keep(data.Length) : 0;

        if (endStream)
        {
            // Rule 31.
            if (_reader.IsInsideMessage)
                Break(new Status(StatusCode.Internal, "the caller ended its stream within a message"));
            else
                _listener?.OnHalfClose();
        }

        return consumed;
    }

    // A message that is taken as soon as it is whole: until then the connection holds it. Returns what is consumed of what has just come.
    private int Keep(int bytes)
    {
        if (_rest.IsExpected)
        {
            _kept += bytes;
            return 0;
        }

        if (_kept > 0)
        {
            _stream.Consume(_kept);
            _kept = 0;
        }

        return bytes;
    }

    /// <summary>Trailers of a caller, which gRPC does not have: they count as its half-close (rule 27). Loop.</summary>
    public void OnTrailers() => OnData([], endStream: true);

    /// <summary>What was queued has drained. Any thread.</summary>
    public void OnSendWindow() => _listener?.OnWritable();

    /// <summary>The stream is over. Any thread.</summary>
    public void OnClosed(in StreamEnd end)
    {
        _reader.Clear(); // the object may lie in its pool for long
        if (HasEnded || !TryEnd(out CallListener? listener))
            return;
        listener?.OnEnd(new CallEnd(ClosedStatus(end)));
    }

    internal override bool TrySendHeaders(Metadata headers, int ticket)
    {
        if (Interlocked.CompareExchange(ref _state, ticket | SendingHeaders, ticket | Open) != (ticket | Open))
            return false;
        string? tooLarge = null;
        try
        {
            tooLarge = SendHeadersNow(headers);
        }
        finally
        {
            Volatile.Write(ref _headersSender, ticket);
            Interlocked.CompareExchange(ref _state, ticket | Open, ticket | SendingHeaders);
        }

        if (tooLarge is not null)
            Break(TooLarge("headers", tooLarge));
        return true;
    }

    public override void SendHeaders(Metadata? headers)
    {
        if (!HasEnded && SendHeadersNow(headers) is { } tooLarge)
            Break(TooLarge("headers", tooLarge));
    }

    // Returns what is wrong with headers that are not sent because the caller would not take them (rule 68).
    private string? SendHeadersNow(Metadata? headers)
    {
        if (_headersSent)
            return null;
        HeaderFields? tail = null;
        if (headers is { Count: > 0 })
        {
            if (headers.GetValue(EncodingRequest) is { } name)
                _responseEncoding = _core.Compression.Find(name) is { } encoding && _head.Accepts(encoding) ? encoding : null;
            tail = new HeaderFields();
            MetadataCodec.Write(headers, tail);
            if (_stream.Connection.Rules.ErrorOnTooLarge(ResponseHead, tail) is { } tooLarge)
                return tooLarge;
        }

        _headersSent = true;
        _stream.SendHeaders(ResponseHead, tail, endStream: false);
        return null;
    }

    public override bool Write(Span<byte> framed, WriteFlags flags)
    {
        if (HasEnded)
            return true;
        if (!_headersSent)
            SendHeaders(null);
        ReadOnlySpan<byte> data = Frame(framed, flags, out byte[]? compressed);
        bool writable = _stream.SendData(data, endStream: false);
        if (compressed is not null)
            ArrayPool<byte>.Shared.Return(compressed);
        return writable;
    }

    internal override bool Write(ReadOnlySpan<DataPiece> framed, WriteFlags flags)
    {
        if (HasEnded)
            return true;
        int length = DataPiece.Sum(framed);
        if (Compresses(length, flags))
            return base.Write(framed, flags);
        if (!_headersSent)
            SendHeaders(null);
        Frame(framed, length);
        return _stream.SendData(framed, endStream: false);
    }

    [MethodImpl(Compiled.Apart)]
    public override bool SendReply(Span<byte> framed, WriteFlags flags, Metadata? trailers)
    {
        if (!TryEnd(out _))
            return false;
        if (!TryMakeTrailers(trailers, out HeaderFields? tail))
            return true;
        ReadOnlySpan<byte> data = Frame(framed, flags, out byte[]? compressed);
        if (_headersSent)
        {
            _stream.SendData(data, endStream: false);
            _stream.SendTrailers(ResponseHeaders.Trailers(StatusCode.OK), tail);
        }
        else
        {
            _stream.SendResponse(ResponseHead, null, data, ResponseHeaders.Trailers(StatusCode.OK), tail);
        }

        StopReceiving();
        if (compressed is not null)
            ArrayPool<byte>.Shared.Return(compressed);
        return true;
    }

    internal override bool SendReply(ReadOnlySpan<DataPiece> framed, WriteFlags flags, Metadata? trailers)
    {
        int length = DataPiece.Sum(framed);
        if (Compresses(length, flags))
            return base.SendReply(framed, flags, trailers);
        if (!TryEnd(out _))
            return false;
        if (!TryMakeTrailers(trailers, out HeaderFields? tail))
            return true;
        Frame(framed, length);
        if (_headersSent)
        {
            _stream.SendData(framed, endStream: false);
            _stream.SendTrailers(ResponseHeaders.Trailers(StatusCode.OK), tail);
        }
        else
        {
            _stream.SendResponse(ResponseHead, null, framed, ResponseHeaders.Trailers(StatusCode.OK), tail);
        }

        StopReceiving();
        return true;
    }

    public override bool SendTrailers(in Status status, Metadata? trailers)
    {
        if (!TryEnd(out _))
            return false;
        WriteTrailers(status, trailers);
        return true;
    }

    public override void Consume(int wireBytes) => _stream.Consume(wireBytes);

    public override void Schedule(IHttp2Work work) => _stream.Connection.Schedule(work);

    public override void Cancel(in Status status)
    {
        if (TryEnd(out _))
            _stream.Reset(ErrorCode.Cancel);
    }

    public override void Release()
    {
        // Somebody was sending headers when the call ended, and may still be at it: then the object is left to the garbage collector.
        if (!_isShared)
            _stream.Release();
    }

    private bool HasEnded => (Volatile.Read(ref _state) & Ended) != 0;

    private HeaderList ResponseHead => _responseEncoding is { } encoding ? _core.ResponseHeadWith(encoding) : ResponseHeaders.Head;

    // The one transition that decides a call's end (rules 1 and 21).
    private bool TryEnd(out CallListener? listener)
    {
        listener = null;
        int before = Interlocked.Exchange(ref _state, _ticket | Ended);
        if ((before & Ended) != 0)
            return false;
        if ((before & SendingHeaders) != 0)
        {
            // Another thread of the handler's is just sending headers, which never blocks: they go first, or the end would be sent beside them.
            _isShared = true;
            SpinWait.SpinUntil(() => Volatile.Read(ref _headersSender) == _ticket, TimeSpan.FromSeconds(1));
        }

        listener = _listener;
        _listener = null;
        return true;
    }

    // The peer broke the protocol or a limit: the call ends with a status, and its handler is told.
    private void Break(in Status fault)
    {
        if (!TryEnd(out CallListener? listener))
            return;
        WriteTrailers(fault, null);
        listener?.OnEnd(new CallEnd(fault));
    }

    private void Refuse(RequestVerdict verdict)
    {
        Volatile.Write(ref _state, _ticket | Ended);
        bool isEncoding = verdict.Status.StatusCode == StatusCode.Unimplemented && _head.Entry is not null;
        HeaderFields? tail = ResponseHeaders.Tail(verdict.Status, null, isEncoding ? _core.Compression.AcceptEncoding : null);
        _stream.SendHeaders(ResponseHeaders.TrailersOnly(verdict.HttpStatus, verdict.Status.StatusCode), tail, endStream: true);
        StopReceiving();
        _core.OnRefused(_head.Entry, _seen, verdict.Status);
        Release();
    }

    private void WriteTrailers(in Status status, Metadata? trailers)
    {
        HeaderFields? tail = ResponseHeaders.Tail(status, trailers);
        HeaderList list = _headersSent ? ResponseHeaders.Trailers(status.StatusCode) : ResponseHeaders.TrailersOnly(200, status.StatusCode);
        if (tail is not null && _stream.Connection.Rules.ErrorOnTooLarge(list, tail) is { } tooLarge)
        {
            // First without metadata, then without a message.
            WriteTrailers(trailers is null ? new Status(status.StatusCode, "") : TooLarge("trailers", tooLarge), null);
            return;
        }

        if (_headersSent)
            _stream.SendTrailers(list, tail);
        else
            _stream.SendHeaders(list, tail, endStream: true);
        StopReceiving();
    }

    // Rules 16 and 68: what the caller would not take is not sent, and its call ends with the reason.
    private Status TooLarge(string what, string why)
    {
        _core.Log.MetadataTooLarge(_head.Path, what, why);
        var instead = new Status(StatusCode.ResourceExhausted, $"response {what}: {why}");
        _sentInstead = instead;
        return instead;
    }

    // Every orderly end comes here. Rule 25: once our side has ended, what the caller still sends is not wanted.
    private void StopReceiving()
    {
        Counters?.OnSucceeded();
        if (!_stream.IsRemoteClosed)
            _stream.StopReceiving();
    }

    // False: they are too large for the caller, and others went in their place.
    private bool TryMakeTrailers(Metadata? trailers, out HeaderFields? tail)
    {
        tail = ResponseHeaders.Tail(default, trailers);
        if (tail is null || _stream.Connection.Rules.ErrorOnTooLarge(ResponseHeaders.Trailers(StatusCode.OK), tail) is not { } tooLarge)
            return true;
        WriteTrailers(TooLarge("trailers", tooLarge), null);
        return false;
    }

    private void Frame(ReadOnlySpan<DataPiece> framed, int length)
    {
        MessagePrefix.Write(framed[0].Bytes, length, compressed: false);
        _sentBytes += length - MessagePrefix.Length;
    }

    private Span<byte> Frame(Span<byte> framed, WriteFlags flags, out byte[]? compressed)
    {
        if (Compresses(framed.Length, flags))
            return Deflate(framed, out compressed);
        compressed = null;
        MessagePrefix.Write(framed, compressed: false);
        _sentBytes += framed.Length - MessagePrefix.Length;
        return framed;
    }

    private Span<byte> Deflate(Span<byte> framed, out byte[] compressed)
    {
        compressed = Deflater.Deflate(framed[MessagePrefix.Length..], _responseEncoding!, _core.Options.ResponseCompressionLevel, out int length);
        _sentBytes += length - MessagePrefix.Length;
        return compressed.AsSpan(0, length);
    }

    // Rule 64: nothing is gained on an empty message.
    private bool Compresses(int framedLength, WriteFlags flags) =>
        _responseEncoding is not null && (flags & WriteFlags.NoCompress) == 0 && framedLength > MessagePrefix.Length;

    // Rule 9.
    private static Status ClosedStatus(in StreamEnd end) => end.By switch
    {
        Initiator.Peer when end.IsReset => new Status(StatusCode.Cancelled, $"the caller reset the call ({end.Code})"),
        Initiator.Transport => new Status(StatusCode.Cancelled, end.Reason is { } reason ? $"the connection was lost: {reason}" : "the connection was lost"),
        _ => new Status(end.IsReset ? StatusMap.FromReset(end.Code) : StatusCode.Cancelled, end.Reason ?? "the call was ended"),
    };
}
