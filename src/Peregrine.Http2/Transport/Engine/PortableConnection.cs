using System.Buffers;
using Peregrine.Http2.Buffers;

namespace Peregrine.Http2.Transport;

/// <summary>
/// The portable engine: one asynchronous loop per connection on the thread pool, over anything that moves bytes. A connection that waits holds
/// no receive buffer, or a small one where the peer has stopped within a frame.
/// </summary>
internal sealed class PortableConnection : LoopConnection
{
    private const int ReceiveBytes = 64 * 1024;
    private const int CarryBytes = 1024;

    private readonly ByteChannel _channel;

    // Loop only.
    private byte[]? _buffer;
    private int _have;

    // Flusher only.
    private readonly List<ArraySegment<byte>> _segments = [];

    // They end with the connection, whose end its owner is told; they never fail.
    private Task? _loop;
    private Task? _sending;
    private Task? _shuttingDown;

    public PortableConnection(RawConnection raw, ByteChannel channel, TlsFacts? tls, ITransportOwner owner, TimeProvider time)
        : base(raw, tls, owner, time) => _channel = channel;

    protected override void StartLoop() => ThreadPool.UnsafeQueueUserWorkItem(static self => self._loop = self.LoopAsync(), this, preferLocal: false);

    protected override Action? ResumeLoop(Turn turn)
    {
        if (turn == Turn.Done) _loop = LoopAsync();
        return null;
    }

    protected override bool TrySend(OutputBatch batch)
    {
        try
        {
            ValueTask sending = batch.Count == 1 ? _channel.SendAsync(batch[0]) : _channel.SendAsync(Segments(batch));
            if (!sending.IsCompleted)
            {
                _sending = FinishSendAsync(sending, batch);
                return false;
            }

            sending.GetAwaiter().GetResult();
        }
        catch (Exception e) when (ByteChannel.IsFailure(e))
        {
            Abort(SocketErrors.From(e));
        }

        return true;
    }

    protected override void ShutDownSending() => _shuttingDown = ShutDownAsync();

    protected override void Kill() => _channel.Kill();

    protected override void Release()
    {
        _channel.Dispose();
        ReturnBuffer();
        base.Release();
    }

    private async Task LoopAsync()
    {
        try
        {
            do
            {
                int received = 0;
                TransportError? end = null;
                try
                {
                    if (_have <= CarryBytes) await _channel.WaitAsync().ConfigureAwait(false);
                    received = await _channel.ReceiveAsync(FreeSpace()).ConfigureAwait(false);
                }
                catch (Exception e) when (ByteChannel.IsFailure(e))
                {
                    end = SocketErrors.From(e);
                }

                BeginTurn();
                if (received > 0) Take(received);
                else EndReceiving(end ?? new TransportError(TransportErrorKind.EndOfStream, "the peer closed the connection"));
            }
            while (FinishTurn() == Turn.Done);
        }
        catch (Exception e) when (Defect(e))
        {
            // A defect above costs its own connection and nobody else's.
        }
    }

    private Memory<byte> FreeSpace()
    {
        if (_buffer is null || _buffer.Length < ReceiveBytes) MoveTo(ReceiveBytes);
        // A frame larger than the buffer; the session bounds its size by SETTINGS_MAX_FRAME_SIZE.
        else if (_have == _buffer.Length) MoveTo(_buffer.Length * 2);
        return _buffer.AsMemory(_have);
    }

    private void Take(int received)
    {
        int filled = _have + received;
        int used = Parse(_buffer.AsSpan(0, filled));
        _have = filled - used;
        if (_have == 0) ReturnBuffer();
        else if (_have <= CarryBytes && _buffer!.Length >= ReceiveBytes) MoveTo(CarryBytes, used);
        else Buffer.BlockCopy(_buffer!, used, _buffer!, 0, _have);
    }

    private void MoveTo(int bytes, int from = 0)
    {
        byte[] moved = ArrayPool<byte>.Shared.Rent(bytes);
        if (_have > 0) Buffer.BlockCopy(_buffer!, from, moved, 0, _have);
        ReturnBuffer();
        _buffer = moved;
    }

    private void ReturnBuffer()
    {
        if (_buffer is null) return;
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = null;
    }

    private List<ArraySegment<byte>> Segments(OutputBatch batch)
    {
        _segments.Clear();
        for (int i = 0; i < batch.Count; i++) _segments.Add(batch[i]);
        return _segments;
    }

    private async Task FinishSendAsync(ValueTask sending, OutputBatch batch)
    {
        try
        {
            await sending.ConfigureAwait(false);
        }
        catch (Exception e) when (ByteChannel.IsFailure(e))
        {
            Abort(SocketErrors.From(e));
        }

        ContinueFlush(batch);
    }

    private async Task ShutDownAsync()
    {
        try
        {
            await _channel.ShutDownSendingAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is not OutOfMemoryException) // a TLS stream lets errors of its native library through, whose types have no public name
        {
            Abort(SocketErrors.From(e));
        }
    }
}
