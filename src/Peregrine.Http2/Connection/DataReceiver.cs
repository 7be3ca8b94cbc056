using System.Runtime.CompilerServices;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>
/// DATA frames, each in one piece or in several: what has come is handed up, so that a frame's beginning waits nowhere for its end. The connection's loop only.
/// </summary>
internal sealed class DataReceiver(Http2Connection connection)
{
    // Below this a receive of its own is not worth it.
    private const int SmallestRoom = 8 * 1024;

    // The frame that has begun.
    private int _streamId;
    private bool _endsStream;

    /// <summary>What is still to come of the frame that has begun; 0 between frames.</summary>
    public int Missing { get; private set; }

    /// <summary>Where that may be received; empty for nowhere.</summary>
    public ArraySegment<byte> Room
    {
        get
        {
            if (Missing < SmallestRoom)
            {
                return default;
            }
            Http2Stream? stream;
            using (connection.Gate.Hold())
            {
                stream = connection.Streams.Find(_streamId);
                connection.Lifetimes.Pin(stream);
            }
            connection.Lifetimes.DeliverLate();
            ArraySegment<byte> room = stream?.Observer?.ReceiveInto(stream) ?? default;
            return room.Count < SmallestRoom ? default : room[..Math.Min(room.Count, Missing)];
        }
    }

    /// <summary>Takes one frame (RFC 9113 §6.1), or the beginning of one that has no padding.</summary>
    [MethodImpl(Compiled.Apart)]
    public Http2Error Receive(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        int flowControlled = header.Length; // §6.9.1: padding counts
        if (header.StreamId == 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "DATA on stream 0 (RFC 9113 §6.1)");
        }
        Missing = header.Length - payload.Length;
        _streamId = header.StreamId;
        _endsStream = header.Has(FrameFlags.EndStream);
        if (!FramePadding.TryStrip(header, ref payload))
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "padding as long as the DATA frame (RFC 9113 §6.1)");
        }
        connection.Bandwidth.Receive(flowControlled);
        if (payload.Length == 0 && !_endsStream && connection.Abuse.SpendEmptyData() is { IsError: true } abuse)
        {
            return abuse;
        }
        Http2Stream? stream;
        Http2Error error;
        bool flush;
        Settlement after = Settlement.None;
        using (connection.Gate.Hold())
        {
            error = Account(header, payload.Length + Missing, flowControlled, out stream, ref after);
            flush = connection.ClaimFlush();
        }
        connection.FlushIf(flush);
        if (stream is not null && !error.IsError)
        {
            Deliver(stream, payload, flowControlled - payload.Length - Missing, after);
        }
        return error;
    }

    /// <summary>Takes more of the frame that has begun; what it counts was counted then. Dropped when its stream has ended meanwhile.</summary>
    public void Continue(ReadOnlySpan<byte> more)
    {
        Missing -= more.Length;
        Http2Stream? stream;
        Settlement after = Settlement.None;
        using (connection.Gate.Hold())
        {
            stream = connection.Streams.Find(_streamId);
            connection.Lifetimes.Pin(stream);
            if (stream is not null)
            {
                Progress(stream, ref after);
            }
        }
        connection.Lifetimes.DeliverLate();
        if (stream is not null)
        {
            Deliver(stream, more, 0, after);
        }
    }

    private Http2Error Account(in FrameHeader header, int contentBytes, int flowControlled, out Http2Stream? stream, ref Settlement after)
    {
        stream = null;
        if (!connection.Inbound.TryReceive(flowControlled))
        {
            return Http2Error.Connection(ErrorCode.FlowControlError, "DATA beyond the connection's window (RFC 9113 §6.9)");
        }
        stream = connection.Streams.Find(header.StreamId);
        Http2Error error = stream is null ? connection.Rules.ErrorOnMissing(header.StreamId, isHeaders: false) : Admit(stream, contentBytes, flowControlled, ref after);
        connection.Inbound.CreditConnection();
        connection.Lifetimes.Pin(stream);
        return error;
    }

    private Http2Error Admit(Http2Stream stream, int contentBytes, int flowControlled, ref Settlement after)
    {
        if (stream.Machine.Receive(StreamEvent.ReceiveData) is { IsError: true } state)
        {
            return state;
        }
        if (!stream.HeadersReceived)
        {
            return Http2Error.Stream(ErrorCode.ProtocolError, "DATA before HEADERS (RFC 9113 §8.1)");
        }
        if (flowControlled > 0 && !connection.Inbound.TryReceive(stream, flowControlled))
        {
            return Http2Error.Stream(ErrorCode.FlowControlError, "DATA beyond the stream's window (RFC 9113 §6.9)");
        }
        if (stream.ContentLeft >= 0)
        {
            stream.ContentLeft -= contentBytes;
            if (stream.ContentLeft < 0 || (_endsStream && stream.ContentLeft > 0))
            {
                return Http2Error.Stream(ErrorCode.ProtocolError, "DATA does not add up to content-length (RFC 9113 §8.1.1)");
            }
        }
        Progress(stream, ref after);
        return default;
    }

    // Under the gate.
    private void Progress(Http2Stream stream, ref Settlement after)
    {
        stream.Arriving = Missing;
        if (_endsStream && Missing == 0)
        {
            after = connection.Rules.EndRemote(stream);
        }
    }

    [MethodImpl(Compiled.Apart)]
    private void Deliver(Http2Stream stream, ReadOnlySpan<byte> content, int padding, Settlement after)
    {
        bool end = _endsStream && Missing == 0;
        int consumed = stream.Observer is { } observer && (content.Length > 0 || end) ? observer.OnData(stream, content, end) : content.Length;
        if (after != Settlement.None)
        {
            connection.Lifetimes.Conclude(stream, after);
        }
        else if (!end && consumed + padding > 0)
        {
            bool flush;
            using (connection.Gate.Hold())
            {
                connection.Inbound.Consume(stream, consumed + padding);
                flush = connection.ClaimFlush();
            }
            connection.FlushIf(flush);
        }
    }
}
