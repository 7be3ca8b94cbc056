using System.Runtime.CompilerServices;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.FlowControl;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Hpack;
using Peregrine.Http2.Limits;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>
/// The sending half of a connection: what goes into the output now, what waits for a window or for room, and whose turn it is. Called under the
/// connection's gate. Frames that carry no DATA go to the output at once, so they never wait behind queued DATA.
/// </summary>
internal sealed class Outbound
{
    // Copying into one contiguous batch is cheaper than scattering up to here, and longer batches leave the processor's caches.
    private const int BatchHighWater = 256 * 1024;

    // Buffers at least this long are not copied: the kernel reads them where they are.
    private const int ForeignThreshold = 32 * 1024;

    // Where several streams have something to send, one's turn is at most this, whatever frames the peer takes.
    private const int Turn = 16 * 1024;

    private readonly int _highWater;
    private readonly int _lowWater;
    private readonly ConnectionMemory _memory;

    public Outbound(Http2Options options)
    {
        _highWater = options.StreamSendBufferBytes;
        _lowWater = options.StreamSendBufferBytes / 2;
        _memory = new ConnectionMemory(options.MaxQueuedBytes, nameof(Http2Options.MaxQueuedBytes), options.Memory);
        Encoder = new HpackEncoder(options.MaxEncoderTableBytes, options.Encoding);
        Frames = new FrameWriter(Output, Encoder);
    }

    /// <summary>The batches.</summary>
    public OutputQueue Output { get; } = new();

    /// <summary>Writes frames to the batch that is being filled.</summary>
    public FrameWriter Frames { get; }

    /// <summary>Compresses headers.</summary>
    public HpackEncoder Encoder { get; }

    /// <summary>The bytes in the batch that is being filled, beyond what DATA may take of it.</summary>
    public int UnsentBytes => Math.Max(0, Output.Filling.Length - BatchHighWater);

    /// <summary>The bytes queued on all streams.</summary>
    public long QueuedBytes { get; private set; }

    /// <summary>The connection's window for DATA.</summary>
    public FlowWindow Window = new(FlowWindow.Default);

    private readonly SendScheduler _scheduler = new();

    /// <summary>Whether DATA could go out at the next flush.</summary>
    public bool HasReady => !_scheduler.IsEmpty && Window.Available > 0;

    /// <summary>Whether the stream may be given more.</summary>
    public bool MayQueueMore(Http2Stream stream)
    {
        if (stream.Queue is null || stream.Queue.Bytes <= _highWater)
        {
            return true;
        }
        stream.WriterWaits = true;
        return false;
    }

    /// <summary>HEADERS that open the stream or answer on it.</summary>
    public void SendHeaders(Http2Stream stream, HeaderList headers, HeaderFields? tail, bool endStream)
    {
        stream.HeadersSent = true;
        stream.FirstBatch = Output.FillingNumber;
        stream.Machine.Apply(StreamEvent.SendHeaders);
        Frames.WriteHeaders(stream.Id, headers, tail, endStream);
        if (endStream)
        {
            End(stream);
        }
    }

    /// <summary>DATA: as much as windows and the batch take now, the rest queued.</summary>
    [MethodImpl(Compiled.Apart)]
    public void SendData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        // An end without data needs neither window nor turn.
        bool mayWrite = stream.Queue is not { IsEmpty: false } && (_scheduler.IsEmpty || data.Length == 0);
        if (mayWrite && Write(stream, ref data, endStream))
        {
            return;
        }
        if (data.Length > 0 || endStream)
        {
            SendQueue queue = stream.Queue ??= new SendQueue();
            QueuedBytes += data.Length;
            queue.Append(data);
            QueueEnd(stream, queue, endStream);
        }
    }

    /// <summary>DATA in a buffer that is ours now.</summary>
    public void SendData(Http2Stream stream, OwnedBuffer data, bool endStream)
    {
        if (data.Length < ForeignThreshold)
        {
            SendData(stream, data.Span, endStream);
            data.Dispose();
            return;
        }
        int written = 0;
        if (stream.Queue is not { IsEmpty: false } && _scheduler.IsEmpty && WriteForeign(stream, data.Segment, ref written, endStream))
        {
            Output.Filling.Hold(data);
            return;
        }
        SendQueue queue = stream.Queue ??= new SendQueue();
        QueuedBytes += data.Length - written;
        queue.Append(data);
        queue.Advance(written);
        QueueEnd(stream, queue, endStream);
    }

    /// <summary>DATA in pieces, as if they were one.</summary>
    public void SendData(Http2Stream stream, ReadOnlySpan<DataPiece> pieces, bool endStream)
    {
        for (int i = 0; i < pieces.Length; i++)
        {
            ArraySegment<byte> bytes = pieces[i].Bytes;
            bool last = endStream && i == pieces.Length - 1;
            if (pieces[i].IsLasting)
            {
                SendData(stream, OwnedBuffer.Borrow(bytes.Array!, bytes.Offset, bytes.Count), last);
            }
            else if (pieces[i].Home is { } home && bytes.Count >= ForeignThreshold)
            {
                SendData(stream, home.Lend(bytes), last);
            }
            else
            {
                SendData(stream, bytes.AsSpan(), last);
            }
        }
    }

    /// <summary>Trailers: now, or behind what is queued.</summary>
    public void SendTrailers(Http2Stream stream, HeaderList trailers, HeaderFields? tail)
    {
        if (stream.Queue is not { IsEmpty: false } queue)
        {
            WriteTrailers(stream, trailers, tail);
            return;
        }
        queue.End(tail is null || tail.Count == 0 ? trailers : Join(trailers, tail));
    }

    /// <summary>RST_STREAM; what is queued is dropped.</summary>
    public void Reset(Http2Stream stream, ErrorCode code)
    {
        Drop(stream);
        stream.Machine.Apply(StreamEvent.SendReset);
        Frames.WriteReset(stream.Id, code);
    }

    /// <summary>The stream is over: its queue is dropped.</summary>
    public void Drop(Http2Stream stream)
    {
        _scheduler.Remove(stream);
        if (stream.Queue is { } queue)
        {
            QueuedBytes -= queue.Bytes;
            queue.Clear(Output.Filling);
            _memory.Shrink(QueuedBytes);
        }
    }

    /// <summary>RFC 9113 §8.1: after a complete response the server may stop the rest of the request with NO_ERROR.</summary>
    public void ResetIfStopped(Http2Stream stream)
    {
        if (stream.StopsReceiving && stream.Machine.Phase == StreamPhase.HalfClosedLocal)
        {
            stream.End = new StreamEnd(ErrorCode.NoError, Initiator.Local, StreamReach.Processed, IsReset: true, "stopped after the response was complete");
            stream.Machine.Apply(StreamEvent.SendReset);
            Frames.WriteReset(stream.Id, ErrorCode.NoError);
        }
    }

    /// <summary>WINDOW_UPDATE for a stream. False: overflow.</summary>
    public bool TryGrow(Http2Stream stream, int increment)
    {
        if (!stream.SendWindow.TryGrow(increment))
        {
            return false;
        }
        if (stream.SendWindow.Available > 0 && stream.Queue is { Bytes: > 0 })
        {
            _scheduler.Enqueue(stream);
        }
        return true;
    }

    /// <summary>Whether what is queued on all streams exceeds what the connection, or all of them together, may hold.</summary>
    public bool IsOverBudget => !_memory.Allows(QueuedBytes);

    /// <summary>Whether all that waits because the peer does not read may be held.</summary>
    public bool MayHoldUnsent => _memory.Allows(QueuedBytes + UnsentBytes);

    /// <summary>What is taken of the budget of all connections.</summary>
    public long OfBudget => _memory.OfBudget;

    /// <summary>The bytes of DATA that went to the output so far.</summary>
    public long BytesMoved { get; private set; }

    /// <summary>The budget that <see cref="IsOverBudget"/> found exceeded.</summary>
    public AbuseReport Excess => _memory.Excess;

    /// <summary>The connection is over: what it took of the common budget goes back.</summary>
    public void ReleaseMemory() => _memory.Release();

    /// <summary>Moves queued DATA to the output, stream by stream, a frame at a turn, until windows or the batch are full.</summary>
    public void Fill(StreamNotices notices)
    {
        while (Output.Filling.Length < BatchHighWater && Window.Available > 0 && _scheduler.TryDequeue(out Http2Stream? stream))
        {
            WriteQueued(stream, stream.Queue!);
            if (stream.WriterWaits && stream.Queue!.Bytes <= _lowWater)
            {
                stream.WriterWaits = false;
                notices.Writable.Add(stream);
            }
            if (stream.IsClosed)
            {
                notices.Closed.Add(stream);
            }
        }
        _memory.Shrink(QueuedBytes);
    }

    private void WriteQueued(Http2Stream stream, SendQueue queue)
    {
        int length = Math.Min(queue.Front.Length, MaySend(stream));
        if (!_scheduler.IsEmpty)
        {
            length = Math.Min(length, Turn);
        }
        if (length > 0)
        {
            Spend(stream, length);
            QueuedBytes -= length;
            bool last = queue.Ends && queue.Trailers is null && queue.Bytes == length;
            ArraySegment<byte> front = queue.FrontSegment(out int whole)[..length];
            bool foreign = whole >= ForeignThreshold;
            if (foreign)
            {
                Frames.WriteForeignData(stream.Id, front, last);
            }
            else
            {
                Frames.WriteData(stream.Id, front, last);
            }
            Settle(queue.Advance(length), foreign);
        }
        if (queue.Bytes > 0)
        {
            if (stream.SendWindow.Available > 0)
            {
                _scheduler.Enqueue(stream);
            }
        }
        else if (queue.Ends)
        {
            FinishQueue(stream, queue);
        }
    }

    private void Settle(OwnedBuffer? used, bool foreign)
    {
        if (used is not { } buffer)
        {
            return;
        }
        if (foreign)
        {
            Output.Filling.Hold(buffer);
        }
        else
        {
            buffer.Dispose();
        }
    }

    private void FinishQueue(Http2Stream stream, SendQueue queue)
    {
        HeaderList? trailers = queue.Trailers;
        queue.Clear(Output.Filling);
        if (trailers is null)
        {
            End(stream);
        }
        else
        {
            WriteTrailers(stream, trailers, null);
        }
    }

    // True: everything is written. Empty DATA is written only to carry END_STREAM; peers count others as abuse.
    private bool Write(Http2Stream stream, ref ReadOnlySpan<byte> data, bool endStream)
    {
        while (data.Length > 0)
        {
            int length = Math.Min(data.Length, MaySend(stream));
            if (length <= 0 || Output.Filling.Length >= BatchHighWater)
            {
                return false;
            }
            Spend(stream, length);
            bool last = endStream && length == data.Length;
            Frames.WriteData(stream.Id, data[..length], last);
            data = data[length..];
            if (last)
            {
                End(stream);
                return true;
            }
        }
        if (endStream)
        {
            Frames.WriteData(stream.Id, default, endStream: true);
            End(stream);
        }
        return true;
    }

    // As Write, for bytes that stay where they are.
    private bool WriteForeign(Http2Stream stream, ArraySegment<byte> data, ref int written, bool endStream)
    {
        while (written < data.Count)
        {
            int length = Math.Min(data.Count - written, MaySend(stream));
            if (length <= 0 || Output.Filling.Length >= BatchHighWater)
            {
                return false;
            }
            Spend(stream, length);
            bool last = endStream && length == data.Count - written;
            Frames.WriteForeignData(stream.Id, data.Slice(written, length), last);
            written += length;
            if (last)
            {
                End(stream);
            }
        }
        return true;
    }

    // What one frame may hold.
    private int MaySend(Http2Stream stream) => Math.Min(Frames.MaxData, Math.Min(stream.SendWindow.Available, Window.Available));

    private void QueueEnd(Http2Stream stream, SendQueue queue, bool endStream)
    {
        if (endStream)
        {
            queue.End(null);
        }
        if (stream.SendWindow.Available > 0)
        {
            _scheduler.Enqueue(stream);
        }
    }

    private void WriteTrailers(Http2Stream stream, HeaderList trailers, HeaderFields? tail)
    {
        Frames.WriteHeaders(stream.Id, trailers, tail, endStream: true);
        End(stream);
    }

    private void End(Http2Stream stream)
    {
        stream.Machine.Apply(StreamEvent.SendEnd);
        ResetIfStopped(stream);
    }

    private void Spend(Http2Stream stream, int bytes)
    {
        stream.SendWindow.Spend(bytes);
        Window.Spend(bytes);
        BytesMoved += bytes;
    }

    private static HeaderList Join(HeaderList trailers, HeaderFields tail)
    {
        var all = new HeaderFields();
        for (int i = 0; i < trailers.Count; i++)
        {
            all.Add(trailers[i].Name, trailers[i].Value, trailers[i].Indexing);
        }
        for (int i = 0; i < tail.Count; i++)
        {
            all.Add(tail[i].Name, tail[i].Value, tail[i].Indexing);
        }
        return all.ToList();
    }
}
