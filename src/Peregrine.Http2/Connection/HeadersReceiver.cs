using System.Buffers;
using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Headers;
using Peregrine.Http2.Hpack;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>HEADERS and CONTINUATION: assembles header blocks, decodes each (whatever becomes of its stream), and opens or goes on with the stream. The connection's loop only.</summary>
internal sealed class HeadersReceiver(Http2Connection connection, Http2Options options)
{
    private readonly HeaderBlockDecoder _decoder = new(options.MaxHeaderListBytes, options.Abuse.DiscardedHeaderListBytes);

    // The block in work while CONTINUATION frames are due.
    private byte[]? _assembled;
    private int _length;
    private int _frames;
    private FrameHeader _first;
    private bool _dependsOnItself;

    // What the latest block that was too large exceeded.
    private AbuseReport _excess;

    /// <summary>Whether nothing but CONTINUATION may come.</summary>
    public bool ExpectsContinuation => _assembled is not null;

    /// <summary>The decoder, for SETTINGS_HEADER_TABLE_SIZE.</summary>
    public HpackDecoder Hpack => _decoder.Hpack;

    /// <summary>Takes HEADERS (RFC 9113 §6.2).</summary>
    [MethodImpl(Compiled.Apart)]
    public Http2Error Receive(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.StreamId == 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "HEADERS on stream 0 (RFC 9113 §6.2)");
        }
        if (!FramePadding.TryStrip(header, ref payload))
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "padding as long as the HEADERS frame (RFC 9113 §6.2)");
        }
        _dependsOnItself = false;
        if (header.Has(FrameFlags.Priority))
        {
            if (payload.Length < 5)
            {
                return Http2Error.Connection(ErrorCode.FrameSizeError, "HEADERS without room for its priority fields (RFC 9113 §6.2)");
            }
            _dependsOnItself = (BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue) == header.StreamId;
            payload = payload[5..]; // §5.3.2: deprecated, otherwise ignored
        }
        _frames = 0;
        if (header.Has(FrameFlags.EndHeaders))
        {
            return Complete(header, payload);
        }
        _first = header;
        _length = 0;
        _assembled = ArrayPool<byte>.Shared.Rent(Math.Max(payload.Length * 2, 1024));
        return Append(payload);
    }

    /// <summary>Takes CONTINUATION (RFC 9113 §6.10); one is due.</summary>
    public Http2Error ReceiveContinuation(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.StreamId != _first.StreamId)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "CONTINUATION on another stream (RFC 9113 §6.10)");
        }
        if (connection.Abuse.CheckContinuation(++_frames) is { IsError: true } abuse)
        {
            return abuse;
        }
        Http2Error error = Append(payload);
        if (error.IsError || !header.Has(FrameFlags.EndHeaders))
        {
            return error;
        }
        byte[] block = _assembled!;
        _assembled = null;
        Http2Error result = Complete(_first, block.AsSpan(0, _length));
        ArrayPool<byte>.Shared.Return(block);
        return result;
    }

    /// <summary>The connection is over: a block that was never whole is given up.</summary>
    public void Clear()
    {
        if (_assembled is { } block)
        {
            _assembled = null;
            ArrayPool<byte>.Shared.Return(block);
        }
    }

    private Http2Error Append(ReadOnlySpan<byte> fragment)
    {
        if (connection.Abuse.CheckHeaderBlock(_length + fragment.Length) is { IsError: true } abuse)
        {
            return abuse;
        }
        if (_assembled!.Length - _length < fragment.Length)
        {
            byte[] larger = ArrayPool<byte>.Shared.Rent((_length + fragment.Length) * 2);
            _assembled.AsSpan(0, _length).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_assembled);
            _assembled = larger;
        }
        fragment.CopyTo(_assembled.AsSpan(_length));
        _length += fragment.Length;
        return default;
    }

    private Http2Error Decode(ReadOnlySpan<byte> block, HeaderBlockKind kind)
    {
        Http2Error error = _decoder.Decode(block, kind);
        if (error.IsConnectionError)
        {
            return error.Code == ErrorCode.EnhanceYourCalm ? connection.Abuse.EndlessHeaderList(_decoder.ListBytes, options.MaxHeaderListBytes) : error;
        }
        if (_dependsOnItself && !error.IsError)
        {
            error = ControlReceiver.SelfDependency;
        }
        return _decoder.ListBytes == 0 && _frames == 0 ? error : CheckSize(block.Length, error);
    }

    // Too large for us, but read, so that the table is as the peer thinks it is: only its stream ends.
    private Http2Error CheckSize(int blockBytes, in Http2Error decoded)
    {
        if (_decoder.ListBytes > options.MaxHeaderListBytes)
        {
            _excess = new AbuseReport(AbuseKind.HeaderList, _decoder.ListBytes, options.MaxHeaderListBytes, nameof(Http2Options.MaxHeaderListBytes));
            connection.Abuse.Report(_excess);
            return decoded;
        }
        if (blockBytes <= options.Abuse.HeaderBlockBytes)
        {
            return decoded;
        }
        _excess = new AbuseReport(AbuseKind.HeaderBlock, blockBytes, options.Abuse.HeaderBlockBytes, nameof(AbuseLimits.HeaderBlockBytes));
        connection.Abuse.Report(_excess);
        return Http2Error.Stream(ErrorCode.EnhanceYourCalm, $"header block of {blockBytes} bytes exceeds AbuseLimits.HeaderBlockBytes ({options.Abuse.HeaderBlockBytes})");
    }

    private Http2Error Complete(in FrameHeader header, ReadOnlySpan<byte> block)
    {
        bool end = header.Has(FrameFlags.EndStream);
        if (connection.Role == Role.Server && header.StreamId > connection.Streams.LastPeer)
        {
            return (header.StreamId & 1) == 0
                ? Http2Error.Connection(ErrorCode.ProtocolError, "a client's stream with an even id (RFC 9113 §5.1.1)")
                : Open(header.StreamId, Decode(block, HeaderBlockKind.Request), end);
        }
        Http2Stream? stream;
        Http2Error missing = default;
        using (connection.Gate.Hold())
        {
            stream = connection.Streams.Find(header.StreamId);
            if (stream is null)
            {
                missing = connection.Rules.ErrorOnMissing(header.StreamId, isHeaders: true);
            }
            connection.Lifetimes.Pin(stream);
        }
        // §4.3: the block is decoded even where it is of no use, because the table must be kept.
        bool trailers = connection.Role == Role.Server || stream is { HeadersReceived: true };
        Http2Error decoded = Decode(block, trailers ? HeaderBlockKind.Trailers : HeaderBlockKind.Response);
        if (stream is null || decoded.IsConnectionError)
        {
            return decoded.IsConnectionError ? decoded : missing.IsError ? missing : connection.Abuse.SpendStale(connection.Streams.Opened);
        }
        return decoded.IsError ? decoded : trailers ? ReceiveTrailers(stream, end) : ReceiveResponse(stream, end);
    }

    // Server: a request. The stream comes into being even where it is refused, so that later frames find its traces.
    [MethodImpl(Compiled.Apart)]
    private Http2Error Open(int id, Http2Error decoded, bool end)
    {
        connection.Streams.LastPeer = id;
        if (decoded.IsError)
        {
            return decoded.Code == ErrorCode.EnhanceYourCalm && !decoded.IsConnectionError ? AnswerTooLarge(id, end) : decoded;
        }
        Http2Stream? stream;
        using (connection.Gate.Hold())
        {
            if (connection.Rules.Refuses(id, out Http2Error refusal))
            {
                return refusal.IsError ? refusal : connection.Abuse.SpendReset();
            }
            if (CheckUnsent() is { IsError: true } unread)
            {
                return unread;
            }
            stream = connection.Inbound.TryHoldHeaders(_decoder.OwnBytes, out _excess) ? Begin(id, end) : null;
        }
        if (stream is null)
        {
            connection.Abuse.Report(_excess);
            return AnswerTooLarge(id, end);
        }
        if (end && stream.ContentLeft > 0)
        {
            return Http2Error.Stream(ErrorCode.ProtocolError, "a content-length but no DATA (RFC 9113 §8.1.1)");
        }
        connection.Lifetimes.Accept(stream, _decoder.Result, end);
        return default;
    }

    // Under the gate.
    private Http2Stream Begin(int id, bool end)
    {
        Http2Stream stream = connection.Streams.Add(id, byPeer: true, connection.Settings.Remote.InitialWindowBytes, connection.Settings.StreamWindow);
        stream.Machine.Apply(StreamEvent.ReceiveHeaders);
        stream.HeadersReceived = true;
        stream.HeaderBytes = _decoder.OwnBytes;
        stream.ContentLeft = _decoder.Check.ContentLength;
        connection.Lifetimes.Pin(stream);
        stream.IsBeingAccepted = true;
        if (end && stream.ContentLeft <= 0)
        {
            stream.Machine.Apply(StreamEvent.ReceiveEnd);
        }
        return stream;
    }

    // RFC 9113 §10.5.1: 431 says more than a reset. The rest of the request is not wanted (§8.1).
    private Http2Error AnswerTooLarge(int id, bool end)
    {
        var tail = new HeaderFields();
        HeaderList answer = connection.Observer.RefuseHeaders(connection, _excess, tail);
        using (connection.Gate.Hold())
        {
            if (connection.Rules.Refuses(id, out Http2Error refusal))
            {
                return refusal;
            }
            connection.Streams.RememberRefused(id);
            connection.Outbound.Frames.WriteHeaders(id, answer, tail, endStream: true);
            if (!end)
            {
                connection.Outbound.Frames.WriteReset(id, ErrorCode.NoError);
            }
            if (CheckUnsent() is { IsError: true } unread)
            {
                return unread;
            }
        }
        return connection.Abuse.SpendReset();
    }

    // Under the gate.
    private Http2Error CheckUnsent()
    {
        if (connection.Abuse.CheckUnsent(connection.Outbound.UnsentBytes) is { IsError: true } unread)
        {
            return unread;
        }
        return connection.Outbound.MayHoldUnsent ? default : connection.Abuse.UnsentOverBudget(connection.Outbound.Excess);
    }

    private Http2Error ReceiveResponse(Http2Stream stream, bool end)
    {
        ref readonly HeaderCheck check = ref _decoder.Check;
        if (check.Status is >= 100 and < 200)
        {
            // §8.1: interim responses are HEADERS without END_STREAM before the final one. Nobody above wants them.
            return end ? Http2Error.Stream(ErrorCode.ProtocolError, "an interim response that ends the stream (RFC 9113 §8.1)") : connection.Abuse.SpendIgnoredFrame();
        }
        bool bodyless = check.Status is 204 or 304 || IsHead(stream);
        if (Admit(stream, end, check.ContentLength > 0 && end && !bodyless, out Settlement after) is { IsError: true } error)
        {
            return error;
        }
        stream.HeadersReceived = true;
        stream.ContentLeft = bodyless ? -1 : check.ContentLength;
        stream.Observer?.OnHeaders(stream, _decoder.Result, end);
        connection.Lifetimes.Conclude(stream, after);
        return default;
    }

    private Http2Error ReceiveTrailers(Http2Stream stream, bool end)
    {
        if (!end)
        {
            return Http2Error.Stream(ErrorCode.ProtocolError, "trailers without END_STREAM (RFC 9113 §8.1)");
        }
        if (Admit(stream, end, stream.ContentLeft > 0, out Settlement after) is { IsError: true } error)
        {
            return error;
        }
        stream.Observer?.OnTrailers(stream, _decoder.Result);
        connection.Lifetimes.Conclude(stream, after);
        return default;
    }

    private Http2Error Admit(Http2Stream stream, bool end, bool lacksContent, out Settlement after)
    {
        after = Settlement.None;
        using (connection.Gate.Hold())
        {
            if (stream.Machine.Receive(StreamEvent.ReceiveHeaders) is { IsError: true } error)
            {
                return stream.IsClosed ? default : error; // closed by another thread just now
            }
            if (lacksContent)
            {
                return Http2Error.Stream(ErrorCode.ProtocolError, "DATA does not add up to content-length (RFC 9113 §8.1.1)");
            }
            if (end)
            {
                after = connection.Rules.EndRemote(stream);
            }
            return default;
        }
    }

    private static bool IsHead(Http2Stream stream) =>
        stream.Request is { } request && request.TryGet(":method"u8, out ReadOnlySpan<byte> method) && method.SequenceEqual("HEAD"u8);
}
