using Peregrine.Http2.Frames;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>DATA frames. The connection's loop only.</summary>
internal sealed class DataReceiver(Http2Connection connection)
{
    /// <summary>Takes one frame (RFC 9113 §6.1).</summary>
    public Http2Error Receive(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        int flowControlled = payload.Length; // §6.9.1: padding counts
        if (header.StreamId == 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "DATA on stream 0 (RFC 9113 §6.1)");
        }
        if (!FramePadding.TryStrip(header, ref payload))
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "padding as long as the DATA frame (RFC 9113 §6.1)");
        }
        connection.Bandwidth.Receive(flowControlled);
        bool end = header.Has(FrameFlags.EndStream);
        if (payload.Length == 0 && !end && connection.Abuse.SpendEmptyData() is { IsError: true } abuse)
        {
            return abuse;
        }
        Http2Stream? stream;
        Http2Error error;
        bool flush;
        Settlement after = Settlement.None;
        using (connection.Gate.Hold())
        {
            error = Account(header, payload.Length, flowControlled, end, out stream, ref after);
            flush = connection.ClaimFlush();
        }
        connection.FlushIf(flush);
        if (stream is not null && !error.IsError)
        {
            Deliver(stream, payload, flowControlled - payload.Length, end, after);
        }
        return error;
    }

    private Http2Error Account(in FrameHeader header, int contentBytes, int flowControlled, bool end, out Http2Stream? stream, ref Settlement after)
    {
        stream = null;
        if (!connection.Inbound.TryReceive(flowControlled))
        {
            return Http2Error.Connection(ErrorCode.FlowControlError, "DATA beyond the connection's window (RFC 9113 §6.9)");
        }
        stream = connection.Streams.Find(header.StreamId);
        Http2Error error = stream is null ? connection.Rules.ErrorOnMissing(header.StreamId, isHeaders: false) : Admit(stream, contentBytes, flowControlled, end, ref after);
        connection.Inbound.CreditConnection();
        connection.Lifetimes.Pin(stream);
        return error;
    }

    private Http2Error Admit(Http2Stream stream, int contentBytes, int flowControlled, bool end, ref Settlement after)
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
            if (stream.ContentLeft < 0 || (end && stream.ContentLeft > 0))
            {
                return Http2Error.Stream(ErrorCode.ProtocolError, "DATA does not add up to content-length (RFC 9113 §8.1.1)");
            }
        }
        if (end)
        {
            after = connection.Rules.EndRemote(stream);
        }
        return default;
    }

    private void Deliver(Http2Stream stream, ReadOnlySpan<byte> content, int padding, bool end, Settlement after)
    {
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
