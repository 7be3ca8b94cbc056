using System.Buffers;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Peregrine.Http2.Buffers;

namespace Peregrine.Http2.Transport;

/// <summary>
/// A connection of the epoll engine. Its loop receives; whoever is the flusher sends, on its own thread. A send that the socket does not take
/// is parked, and the loop, told by EPOLLOUT, goes on with it as the flusher.
/// </summary>
internal sealed class EpollConnection : LoopConnection, IEpollSource
{
    private const int VectorsAtOnce = 64;
    private const int SmallCarryBytes = 1024;
    private const int BytesInBrief = 4096;

    private readonly Socket _socket;
    private readonly int _descriptor;
    private readonly Lock _life = new();

    // Guarded by _life; the loop reads whose it is without.
    private EpollLoop _loop;
    private uint _interest = Libc.EpollIn;
    private bool _released;

    // Loop only: the beginning of a frame whose rest has not come. While it is small it goes back into the loop's buffer before the next receive,
    // so that a peer that stops within a frame holds little; where much has come, the next receive goes behind it.
    private byte[]? _carry;
    private int _carried;

    // Loop only: the last receive went into room of the session's.
    private bool _inBulk;

    // Flusher only.
    private int _sent;

    // The flusher leaves it here; whoever takes it is the flusher.
    private OutputBatch? _parked;

    public EpollConnection(RawConnection raw, EpollLoop loop, ITransportOwner owner, TimeProvider time)
        : base(raw, null, owner, time)
    {
        _socket = raw.Socket!;
        _socket.Blocking = false;
        _descriptor = (int)_socket.SafeHandle.DangerousGetHandle();
        _loop = loop;
    }

    public bool OnEvents(uint events)
    {
        BeginTurn();
        if ((events & Libc.EpollOut) != 0) GoOnSending();
        if ((events & ~Libc.EpollOut) != 0) Receive();
        return FinishTurn() != Turn.Lost;
    }

    public void MoveTo(EpollLoop loop)
    {
        lock (_life)
        {
            if (_released || loop == _loop) return;
            EpollLoop from = _loop;
            _loop = loop;
            try
            {
                // It may have its first turn there before this is done here; nothing more of it is touched.
                loop.Add(_descriptor, this, _interest);
            }
            catch (SocketException)
            {
                // The kernel has no memory for another registration; the one there is stays.
                _loop = from;
                return;
            }

            from.Remove(_descriptor, this);
        }
    }

    protected override void StartLoop()
    {
        lock (_life) _loop.Add(_descriptor, this, _interest);
    }

    protected override Action? ResumeLoop(Turn turn) => _loop.Run;

    protected override bool TrySend(OutputBatch batch)
    {
        while (_sent < batch.Length)
        {
            nint sent = SendSome(batch);
            if (sent >= 0)
            {
                _sent += (int)sent;
                continue;
            }

            int error = Libc.Errno;
            if (error == Libc.Interrupted) continue;
            if (error == Libc.Again) return !Park(batch);
            Abort(SocketErrors.From(LinuxErrors.Exception(error), null));
            break;
        }

        _sent = 0;
        return true;
    }

    protected override void ShutDownSending() => Libc.Shutdown(_descriptor, Libc.ShutWrite);

    protected override void Kill()
    {
        // Once released the number may be another connection's.
        lock (_life)
        {
            if (!_released) Libc.Shutdown(_descriptor, Libc.ShutBoth);
        }
    }

    protected override void Release()
    {
        lock (_life)
        {
            _released = true;
            _loop.Remove(_descriptor, this);
        }

        base.Release();
    }

    private void Receive()
    {
        if (_carried == 0 && Room is { Count: > 0 } room)
        {
            ReceiveInto(room);
            return;
        }

        // Where long messages come one after another, the beginning of the next tells where the rest of it is to go.
        bool isBrief = _inBulk && _carried < BytesInBrief;
        _inBulk = false;
        bool behindCarry = _carry is { Length: > SmallCarryBytes };
        if (!behindCarry && _carried > 0) _carry.AsSpan(0, _carried).CopyTo(_loop.Buffer);
        Span<byte> space = (behindCarry ? _carry : _loop.Buffer).AsSpan(_carried);
        if (isBrief && space.Length > BytesInBrief) space = space[..BytesInBrief];
        nint received = Libc.Receive(_descriptor, space);
        if (received <= 0) ReceivedNothing(received);
        else if (behindCarry) TakeFromCarry(_carried + (int)received);
        else TakeFromLoop(_carried + (int)received);
    }

    // What goes beyond the room is the beginning of something else: little of it is received, since it may be something long that gets room of its own.
    private void ReceiveInto(ArraySegment<byte> room)
    {
        _inBulk = true;
        nint received = Libc.ReceiveBoth(_descriptor, room, _loop.Buffer, BytesInBrief);
        if (received <= 0)
        {
            ReceivedNothing(received);
            return;
        }

        int inRoom = Math.Min((int)received, room.Count);
        int behind = (int)received - inRoom;
        int used = Parse(room.AsSpan(0, inRoom), _loop.Buffer.AsSpan(0, behind));
        _carried = behind - used;
        Keep(_loop.Buffer.AsSpan(used, _carried));
    }

    private void ReceivedNothing(nint received)
    {
        int error = received == 0 ? 0 : Libc.Errno;
        if (error is Libc.Again or Libc.Interrupted) return;
        End(received == 0
            ? new TransportError(TransportErrorKind.EndOfStream, "the peer closed the connection")
            : SocketErrors.From(LinuxErrors.Exception(error), null));
    }

    private void TakeFromLoop(int filled)
    {
        int used = Parse(_loop.Buffer.AsSpan(0, filled));
        _carried = filled - used;
        Keep(_loop.Buffer.AsSpan(used, _carried));
    }

    private void TakeFromCarry(int filled)
    {
        byte[] carry = _carry!;
        int used = Parse(carry.AsSpan(0, filled));
        _carried = filled - used;
        if (_carried <= SmallCarryBytes)
        {
            Keep(carry.AsSpan(used, _carried));
        }
        else if (used > 0)
        {
            carry.AsSpan(used, _carried).CopyTo(carry);
        }
        else if (filled == carry.Length)
        {
            // A frame larger than the buffer; the session bounds its size by SETTINGS_MAX_FRAME_SIZE.
            _carry = ArrayPool<byte>.Shared.Rent(carry.Length * 2);
            carry.CopyTo(_carry, 0);
            ArrayPool<byte>.Shared.Return(carry);
        }
    }

    private void Keep(ReadOnlySpan<byte> rest)
    {
        if (rest.IsEmpty)
        {
            ReturnCarry();
            return;
        }

        byte[] carry = _carry is { Length: SmallCarryBytes } small && rest.Length <= SmallCarryBytes
            ? small
            : ArrayPool<byte>.Shared.Rent(SizeFor(rest.Length));
        rest.CopyTo(carry);
        if (ReferenceEquals(carry, _carry)) return;
        ReturnCarry();
        _carry = carry;
    }

    // Always with room behind it: a receive into no room looks like the end of the stream.
    private static int SizeFor(int rest) => rest <= SmallCarryBytes ? SmallCarryBytes : rest * 2;

    private void ReturnCarry()
    {
        if (_carry is null) return;
        ArrayPool<byte>.Shared.Return(_carry);
        _carry = null;
    }

    private void End(TransportError why)
    {
        // Level-triggered: an ended socket would be told of again and again.
        _loop.Remove(_descriptor, this);
        ReturnCarry();
        EndReceiving(why);
        GoOnSending();
    }

    // True: the batch waits for EPOLLOUT. False: it is to be given up, since nobody will come for it.
    private bool Park(OutputBatch batch)
    {
        Volatile.Write(ref _parked, batch);
        WaitFor(Libc.EpollIn | Libc.EpollOut);
        Interlocked.MemoryBarrier();
        if (!IsOver || Interlocked.Exchange(ref _parked, null) is null) return true;
        _sent = 0;
        return false;
    }

    private void GoOnSending()
    {
        if (Interlocked.Exchange(ref _parked, null) is not { } batch) return;
        if (!IsOver) WaitFor(Libc.EpollIn);
        GoOnFlushing(batch);
    }

    private void WaitFor(uint events)
    {
        lock (_life)
        {
            _interest = events;
            _loop.Change(_descriptor, events);
        }
    }

    private nint SendSome(OutputBatch batch)
    {
        int index = 0;
        int skip = _sent;
        for (; skip >= batch[index].Count; index++) skip -= batch[index].Count;
        ArraySegment<byte> first = batch[index][skip..];
        return index == batch.Count - 1 ? Libc.Send(_descriptor, first) : SendVector(batch, index, first);
    }

    private nint SendVector(OutputBatch batch, int index, ArraySegment<byte> first)
    {
        int count = Math.Min(batch.Count - index, VectorsAtOnce);
        Span<GCHandle> pins = stackalloc GCHandle[VectorsAtOnce];
        Span<IoVector> vectors = stackalloc IoVector[VectorsAtOnce];
        for (int i = 0; i < count; i++)
        {
            ArraySegment<byte> segment = i == 0 ? first : batch[index + i];
            pins[i] = GCHandle.Alloc(segment.Array, GCHandleType.Pinned);
            vectors[i] = new IoVector(pins[i].AddrOfPinnedObject() + segment.Offset, segment.Count);
        }

        nint sent = Libc.WriteVector(_descriptor, vectors[..count]);
        int error = Libc.Errno;
        foreach (GCHandle pin in pins[..count]) pin.Free();
        Marshal.SetLastPInvokeError(error);
        return sent;
    }
}
