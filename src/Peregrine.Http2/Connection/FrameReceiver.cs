using Peregrine.Http2.Frames;

namespace Peregrine.Http2;

/// <summary>
/// Bytes to frames: the preface, the boundaries, the order that RFC 9113 prescribes between frames, and one switch. The connection's loop only.
/// </summary>
internal sealed class FrameReceiver
{
    // The beginning of a DATA frame is handed up without its end, unless so little of it has come.
    private const int SmallestPiece = 1024;

    private readonly Http2Connection _connection;
    private readonly HeadersReceiver _headers;
    private readonly DataReceiver _data;
    private readonly ControlReceiver _control;
    private readonly int _maxPayload;
    private bool _prefaceDue;
    private bool _settingsDue = true;

    public FrameReceiver(Http2Connection connection, Http2Options options)
    {
        _connection = connection;
        _prefaceDue = connection.Role == Role.Server;
        _maxPayload = options.MaxFrameBytesOf(connection.Role);
        _headers = new HeadersReceiver(connection, options);
        _data = new DataReceiver(connection);
        _control = new ControlReceiver(connection, _headers);
    }

    /// <summary>Frames received so far.</summary>
    public long Frames { get; private set; }

    /// <summary>DATA and HEADERS among them.</summary>
    public long UsefulFrames { get; private set; }

    /// <summary>The header table that our SETTINGS announce may be used from now on.</summary>
    public void AnnounceTable(int bytes) => _headers.Hpack.Announce(bytes);

    /// <summary>The connection is over.</summary>
    public void Clear() => _headers.Clear();

    private static ReadOnlySpan<byte> Preface => "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8;

    /// <summary>Where the rest of the DATA frame that is arriving may be received; empty for nowhere.</summary>
    public ArraySegment<byte> Room => _data.Room;

    /// <summary>
    /// Takes frames from the front and returns the bytes used: whole ones, and of a DATA frame at the end what is there. First come the bytes that were
    /// received in <see cref="Room"/>. After a connection error everything is swallowed.
    /// </summary>
    public int Receive(ReadOnlySpan<byte> inRoom, ReadOnlySpan<byte> bytes)
    {
        if (!inRoom.IsEmpty)
        {
            _data.Continue(inRoom);
        }
        int used = Math.Min(_data.Missing, bytes.Length);
        if (used > 0)
        {
            _data.Continue(bytes[..used]);
        }
        if (_prefaceDue)
        {
            if (!TryReadPreface(bytes, out Http2Error error))
            {
                return Fail(error, bytes.Length, used);
            }
            used = Preface.Length;
        }
        while (bytes.Length - used >= FrameHeader.Size)
        {
            FrameHeader header = FrameHeader.Read(bytes[used..]);
            if (header.Length > _maxPayload)
            {
                // §4.2 leaves some of these as stream errors; a peer that ignores the limit is not worth the distinction.
                return Fail(Http2Error.Connection(ErrorCode.FrameSizeError, $"a frame of {header.Length} bytes exceeds MaxFrameBytes ({_maxPayload})"), bytes.Length, used);
            }
            int there = Math.Min(header.Length, bytes.Length - used - FrameHeader.Size);
            if (there < header.Length && !MayTakeBeginning(header, there))
            {
                break;
            }
            Http2Error wrong = Dispatch(header, bytes.Slice(used + FrameHeader.Size, there));
            used += FrameHeader.Size + there;
            Frames++;
            if (header.Type <= FrameType.Headers)
            {
                UsefulFrames++;
            }
            if (wrong.IsError)
            {
                _connection.Handle(header.StreamId, wrong);
            }
            _connection.Lifetimes.DeliverLate();
            if (_connection.IsEnding)
            {
                return bytes.Length;
            }
        }
        return used;
    }

    // Padding is known to be right only at the end.
    private static bool MayTakeBeginning(in FrameHeader header, int there) =>
        header.Type == FrameType.Data && there >= SmallestPiece && !header.Has(FrameFlags.Padded);

    private bool TryReadPreface(ReadOnlySpan<byte> bytes, out Http2Error error)
    {
        ReadOnlySpan<byte> there = bytes[..Math.Min(bytes.Length, Preface.Length)];
        error = Preface.StartsWith(there)
            ? default
            : Http2Error.Connection(ErrorCode.ProtocolError, "the connection does not begin with the client preface (RFC 9113 §3.4)");
        if (error.IsError || there.Length < Preface.Length)
        {
            return false;
        }
        _prefaceDue = false;
        return true;
    }

    private int Fail(Http2Error error, int all, int used)
    {
        if (!error.IsError)
        {
            return used;
        }
        _connection.Handle(0, error);
        return all;
    }

    private Http2Error Dispatch(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (_settingsDue)
        {
            if (header.Type != FrameType.Settings || header.Has(FrameFlags.Ack))
            {
                return Http2Error.Connection(ErrorCode.ProtocolError, "the first frame is not SETTINGS (RFC 9113 §3.4)");
            }
            _settingsDue = false;
        }
        if (_headers.ExpectsContinuation != (header.Type == FrameType.Continuation))
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "a header block is interrupted, or CONTINUATION follows none (RFC 9113 §6.10)");
        }
        return header.Type switch
        {
            FrameType.Data => _data.Receive(header, payload),
            FrameType.Headers => _headers.Receive(header, payload),
            FrameType.Continuation => _headers.ReceiveContinuation(header, payload),
            FrameType.WindowUpdate => _control.ReceiveWindowUpdate(header, payload),
            FrameType.RstStream => _control.ReceiveReset(header, payload),
            FrameType.Settings => _control.ReceiveSettings(header, payload),
            FrameType.Ping => _control.ReceivePing(header, payload),
            FrameType.GoAway => _control.ReceiveGoAway(header, payload),
            FrameType.Priority => _control.ReceivePriority(header, payload),
            FrameType.PushPromise => ControlReceiver.ReceivePushPromise(_connection.Role),
            _ => _control.ReceiveUnknown(),
        };
    }
}
