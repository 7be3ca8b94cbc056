using Peregrine.Calls;
using Peregrine.Framing;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Protocols;

namespace Peregrine.Client;

/// <summary>
/// One attempt of a call on one HTTP/2 stream: requests to DATA, blocks and DATA to the grammar of a call, and every way a stream can end to one
/// status (rules 1–13). Pooled: the owner's <see cref="Release"/> and the stream's own end are the two that hold it.
/// </summary>
internal sealed class Http2ClientStream : TransportCallStream
{
    private const int MaxTextBytes = 1024;

    private readonly ResponseObserver _observer;
    private readonly HeaderFields _tail = new();

    private Http2ClientTransport _transport = null!;
    private CallListener _listener = null!;
    private MessageLimits _limits;
    private Http2Stream? _stream;
    private ICompressionProvider? _compression;
    private bool _halfClosed;

    // 0 = open, 1 = ended: the one transition, which the wire and Cancel race for.
    private int _ended;
    private int _holders;
    private volatile bool _cancelled;

    // Loop only.
    private MessageReader _reader;
    private MissingRest _rest;
    private Expecting _expecting;
    private int _httpStatus;
    private PooledBytes _text;

    public Http2ClientStream() => _observer = new ResponseObserver(this);

    private enum Expecting
    {
        Headers,
        Messages,

        /// <summary>The body of something that is not gRPC: kept as text for the status (rule 5).</summary>
        Text,
    }

    public override CallPeer Peer => _transport.Peer;

    public override CallRouter Router => _transport.Router;

    public override bool IsMessageCompressed => _reader.IsMessageCompressed;

    private bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>Makes it ready for a call on <paramref name="transport"/>.</summary>
    public Http2ClientStream For(Http2ClientTransport transport, CallListener listener, MessageLimits limits)
    {
        _transport = transport;
        _listener = listener;
        _limits = limits;
        _holders = 2;
        return this;
    }

    public override StreamStart TryStart(in CallHead head)
    {
        PrepareHead(head);
        if (HasEnded)
            return StreamStart.Started;
        OpenStatus status = _transport.Connection.TryOpenStream(_observer, _transport.Heads.For(head), TailOrNull, endStream: false, out Http2Stream? stream);
        return Opened(status, stream);
    }

    public override StreamStart TryStartUnary(in CallHead head, Span<byte> framed, WriteFlags flags)
    {
        PrepareHead(head);
        if (HasEnded)
            return StreamStart.Started;
        _halfClosed = true;
        HeaderList constant = _transport.Heads.For(head);
        OpenStatus status;
        Http2Stream? stream;
        if (Compresses(framed, flags))
        {
            using OwnedBuffer compressed = Compress(framed);
            SentBytes += compressed.Length - MessagePrefix.Length;
            status = _transport.Connection.TryOpenStream(_observer, constant, TailOrNull, compressed.Span, endStream: true, out stream);
        }
        else
        {
            SentBytes += framed.Length - MessagePrefix.Length;
            MessagePrefix.Write(framed, compressed: false);
            status = _transport.Connection.TryOpenStream(_observer, constant, TailOrNull, framed, endStream: true, out stream);
        }
        if (status == OpenStatus.Opened)
            _transport.Traffic?.Counters.OnSent();
        return Opened(status, stream);
    }

    public override StreamStart TryStartUnary(in CallHead head, ReadOnlySpan<DataPiece> framed, WriteFlags flags)
    {
        if (head.Encoding is not null)
            return base.TryStartUnary(head, framed, flags);
        PrepareHead(head);
        if (HasEnded)
            return StreamStart.Started;
        _halfClosed = true;
        int length = DataPiece.Sum(framed);
        SentBytes += length - MessagePrefix.Length;
        MessagePrefix.Write(framed[0].Bytes, length, compressed: false);
        OpenStatus status = _transport.Connection.TryOpenStream(_observer, _transport.Heads.For(head), TailOrNull, framed, endStream: true, out Http2Stream? stream);
        if (status == OpenStatus.Opened)
            _transport.Traffic?.Counters.OnSent();
        return Opened(status, stream);
    }

    public override bool Write(Span<byte> framed, WriteFlags flags)
    {
        // Rule 25: after the end of the call what is written is dropped.
        if (_stream is not { } stream || HasEnded)
            return true;
        _transport.Traffic?.Counters.OnSent();
        if (Compresses(framed, flags))
        {
            OwnedBuffer compressed = Compress(framed);
            SentBytes += compressed.Length - MessagePrefix.Length;
            return stream.SendData(compressed, endStream: false);
        }
        SentBytes += framed.Length - MessagePrefix.Length;
        MessagePrefix.Write(framed, compressed: false);
        return stream.SendData(framed, endStream: false);
    }

    internal override bool Write(ReadOnlySpan<DataPiece> framed, WriteFlags flags)
    {
        if (_stream is not { } stream || HasEnded)
            return true;
        if (_compression is not null)
            return base.Write(framed, flags);
        int length = DataPiece.Sum(framed);
        _transport.Traffic?.Counters.OnSent();
        SentBytes += length - MessagePrefix.Length;
        MessagePrefix.Write(framed[0].Bytes, length, compressed: false);
        return stream.SendData(framed, endStream: false);
    }

    public override void HalfClose()
    {
        _halfClosed = true;
        if (!HasEnded)
            _stream?.SendData([], endStream: true);
    }

    public override void Consume(int wireBytes)
    {
        if (!HasEnded)
            _stream?.Consume(wireBytes);
    }

    public override void Cancel(in Status status)
    {
        if (!TryEnd())
            return;
        _cancelled = true;
        if (_stream is not null)
            _transport.Traffic?.OnEnded(status.StatusCode, isOrderly: false);
        // Pairs with the fence in Opened.
        Interlocked.MemoryBarrier();
        // Rule 22: a stream that was never opened is not reset; one that is being opened now is reset by its opener.
        _stream?.Reset(ErrorCode.Cancel);
        _listener.OnEnd(new CallEnd(status));
    }

    public override bool TryWaitForSlot(ClientCall call) => _transport.TryWaitForSlot(call);

    public override void StopWaitingForSlot(ClientCall call) => _transport.StopWaitingForSlot(call);

    public override void Release() => LetGo();

    internal override void Schedule(IHttp2Work work) => _transport.Connection.Schedule(work);

    private HeaderFields? TailOrNull => _tail.Count == 0 ? null : _tail;

    private bool TryEnd() => Interlocked.CompareExchange(ref _ended, 1, 0) == 0;

    private void PrepareHead(in CallHead head)
    {
        _compression = head.Encoding is null ? null : _transport.Compression.Find(head.Encoding);
        _tail.Clear();
        if (head.Timeout is { } timeout)
        {
            Span<byte> text = stackalloc byte[GrpcTimeout.MaxLength];
            _tail.Add("grpc-timeout"u8, text[..GrpcTimeout.Format(timeout, text)], HeaderIndexing.NameOnly);
        }
        TraceHeaders.Write(head.Headers, head.Trace, _tail);
    }

    private StreamStart Opened(OpenStatus status, Http2Stream? stream)
    {
        if (status != OpenStatus.Opened)
        {
            if (status == OpenStatus.StreamLimit)
                return StreamStart.StreamLimit;
            _transport.OnRefusing();
            return StreamStart.Gone;
        }
        _stream = stream;
        _transport.Traffic?.OnOpened();
        // A full fence, so that this and Cancel cannot both miss the other.
        Interlocked.MemoryBarrier();
        if (_cancelled)
            stream!.Reset(ErrorCode.Cancel);
        return StreamStart.Started;
    }

    private bool Compresses(ReadOnlySpan<byte> framed, WriteFlags flags) =>
        // Rule 64: an empty message does not get smaller.
        _compression is not null && (flags & WriteFlags.NoCompress) == 0 && framed.Length > MessagePrefix.Length;

    private OwnedBuffer Compress(ReadOnlySpan<byte> framed)
    {
        byte[] array = Deflater.Deflate(framed[MessagePrefix.Length..], _compression!, null, out int length);
        return OwnedBuffer.FromPool(array, 0, length);
    }

    private void OnHeaders(Http2Stream stream, in HeaderBlock headers, bool endStream)
    {
        if (HasEnded)
            return;
        if (_expecting != Expecting.Headers)
        {
            // Rule 11.
            Fail(stream, ErrorCode.ProtocolError, new Status(StatusCode.Internal, "the server sent response headers twice"));
            return;
        }
        if (endStream)
        {
            End(stream, ResponseHead.ReadEnd(headers, ResponseHead.HttpStatus(headers), ""));
            return;
        }
        if (ResponseHead.IsPlain(headers))
            Accept(null, null);
        else
            Judge(stream, headers);
    }

    private void Judge(Http2Stream stream, in HeaderBlock headers)
    {
        _httpStatus = ResponseHead.HttpStatus(headers);
        if (_httpStatus != 200 || !ResponseHead.IsGrpc(headers))
        {
            _expecting = Expecting.Text;
            return;
        }
        ICompressionProvider? encoding = null;
        if (headers.TryGet("grpc-encoding"u8, out ReadOnlySpan<byte> name) && !name.SequenceEqual("identity"u8))
        {
            encoding = _transport.Compression.Find(name);
            if (encoding is null)
            {
                // Rule 61: the client's side of an unknown compression.
                Fail(stream, ErrorCode.Cancel, new Status(StatusCode.Internal, $"the server uses the compression '{ResponseHead.ToText(name)}', which this channel does not know"));
                return;
            }
        }
        Accept(encoding, MetadataCodec.Read(headers));
    }

    private void Accept(ICompressionProvider? encoding, Metadata? metadata)
    {
        _httpStatus = 200;
        _expecting = Expecting.Messages;
        _reader = new MessageReader(_limits, encoding);
        _rest = default;
        _listener.OnHeaders(metadata);
    }

    private int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (HasEnded)
            return data.Length;
        if (_expecting == Expecting.Messages)
        {
            int before = _reader.Messages;
            bool whole = _reader.Read(data, _listener, out Status error);
            if (_transport.Traffic is { } traffic)
                CountReceived(traffic, _reader.Messages - before);
            if (!whole)
            {
                Fail(stream, ErrorCode.Cancel, error);
                return data.Length;
            }
            if (!_rest.Tell(stream, _reader, before))
                return data.Length;
            if (endStream)
                EndWithoutTrailers(stream);
            return 0;
        }
        ReadText(stream, data, endStream);
        return data.Length;
    }

    private static void CountReceived(ClientTraffic traffic, int messages)
    {
        for (int i = 0; i < messages; i++)
            traffic.Counters.OnReceived();
    }

    private void ReadText(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        ReadOnlySpan<byte> kept = data[..Math.Min(data.Length, MaxTextBytes - _text.Count)];
        _text.Append(kept);
        if (endStream || _text.Count == MaxTextBytes)
            Fail(stream, ErrorCode.Cancel, ResponseHead.WithoutGrpcStatus(_httpStatus, ResponseHead.ToText(_text.Written)));
    }

    // Rules 4, 31: END_STREAM on DATA leaves the status unknown, and perhaps a message cut off.
    private void EndWithoutTrailers(Http2Stream stream) => End(stream, new CallEnd(new Status(
        StatusCode.Internal,
        _reader.IsInsideMessage ? "the server ended the stream inside a message" : "the server ended the stream without trailers")));

    private void OnTrailers(Http2Stream stream, in HeaderBlock trailers)
    {
        if (HasEnded)
            return;
        CallEnd end = ResponseHead.ReadEnd(trailers, _httpStatus, _text.Count > 0 ? ResponseHead.ToText(_text.Written) : "");
        if (_expecting == Expecting.Messages && _reader.IsInsideMessage && end.Status.StatusCode == StatusCode.OK)
            end = new CallEnd(new Status(StatusCode.Internal, "the server ended the stream inside a message"), end.Trailers);
        End(stream, end);
    }

    private void End(Http2Stream stream, in CallEnd end)
    {
        if (!TryEnd())
            return;
        _transport.Traffic?.OnEnded(end.Status.StatusCode, isOrderly: true);
        // Rule 26: what we still wanted to send is not wanted; without the reset the server would keep the stream.
        if (!_halfClosed || stream.QueuedBytes > 0)
            stream.Reset(ErrorCode.NoError);
        _listener.OnEnd(end);
    }

    private void Fail(Http2Stream stream, ErrorCode code, in Status status)
    {
        if (!TryEnd())
            return;
        _transport.Traffic?.OnEnded(status.StatusCode, isOrderly: false);
        stream.Reset(code);
        _listener.OnEnd(new CallEnd(status));
    }

    private void OnClosed(in StreamEnd end)
    {
        // Rules 1, 7: trailers that came before decide; the reset only stops the sending.
        if (TryEnd())
        {
            CallEnd ended = _transport.EndOf(end);
            _transport.Traffic?.OnEnded(ended.Status.StatusCode, isOrderly: false);
            _listener.OnEnd(ended);
        }
        _text.Clear();
        _reader.Clear();
        _transport.OnStreamClosed();
        LetGo();
    }

    private void LetGo()
    {
        // The last holder is alone, and needs no interlocked operation to know it.
        if (Volatile.Read(ref _holders) != 1 && Interlocked.Decrement(ref _holders) != 0)
            return;
        _stream!.Release();
        _stream = null;
        _compression = null;
        _listener = null!;
        _halfClosed = false;
        _expecting = Expecting.Headers;
        _httpStatus = 0;
        SentBytes = 0;
        Volatile.Write(ref _ended, 0);
        CallPool<Http2ClientStream>.Return(this);
    }

    /// <summary>The stream's callbacks, passed on.</summary>
    private sealed class ResponseObserver(Http2ClientStream call) : Http2StreamObserver
    {
        public override void OnHeaders(Http2Stream stream, in HeaderBlock headers, bool endStream) => call.OnHeaders(stream, headers, endStream);

        public override void OnTrailers(Http2Stream stream, in HeaderBlock trailers) => call.OnTrailers(stream, trailers);

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => call.OnData(stream, data, endStream);

        public override ArraySegment<byte> ReceiveInto(Http2Stream stream) => call._reader.Room;

        public override void OnSendWindow(Http2Stream stream)
        {
            // Not ordered with the end: it may come when the object lies in the pool, or serves another call, which it wakes for nothing.
            CallListener? listener = Volatile.Read(ref call._listener);
            if (!call.HasEnded)
                listener?.OnWritable();
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => call.OnClosed(end);
    }
}
