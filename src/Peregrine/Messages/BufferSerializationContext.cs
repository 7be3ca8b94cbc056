using System.Buffers;

namespace Peregrine.Messages;

/// <summary>A message written into an array of the shared pool, behind free bytes. One object a thread, used again; a serializer that makes a call of its own gets another.</summary>
internal sealed class BufferSerializationContext : SerializationContext, IBufferWriter<byte>
{
    private const int LeastRoom = 256;

    [ThreadStatic]
    private static BufferSerializationContext? t_spare;

    private byte[] _buffer = [];
    private int _headroom;
    private int _length;
    private bool _isWriting;
    private bool _isComplete;

    /// <summary>A context over <paramref name="buffer"/>, which it replaces by a larger one when it has to.</summary>
    public static BufferSerializationContext Take(byte[] buffer, int headroom)
    {
        BufferSerializationContext context = t_spare ?? new BufferSerializationContext();
        t_spare = null;
        context._buffer = buffer;
        context._headroom = headroom;
        context._length = 0;
        context._isWriting = false;
        context._isComplete = false;
        return context;
    }

    /// <summary>Gives the buffer back, and the message in it.</summary>
    /// <exception cref="InvalidOperationException">The serializer did not complete the message.</exception>
    public SerializedMessage Finish(ref byte[] buffer)
    {
        bool isComplete = _isComplete;
        SerializedMessage written = new(_headroom, _length);
        Return(ref buffer);
        return isComplete
            ? written
            : throw new InvalidOperationException($"The serializer returned without {nameof(SerializationContext)}.{nameof(Complete)}: the message has no end.");
    }

    /// <summary>Gives the buffer back when the serializer has thrown.</summary>
    public void Return(ref byte[] buffer)
    {
        buffer = _buffer;
        _buffer = [];
        t_spare = this;
    }

    public override void Complete(byte[] payload)
    {
        ArgumentNullException.ThrowIfNull(payload);
        CheckIncomplete();
        if (_isWriting)
            throw new InvalidOperationException("The message was begun with the buffer writer: end it with Complete().");
        Reserve(payload.Length);
        payload.CopyTo(_buffer, _headroom);
        _length = payload.Length;
        _isComplete = true;
    }

    public override IBufferWriter<byte> GetBufferWriter()
    {
        CheckIncomplete();
        _isWriting = true;
        Reserve(LeastRoom);
        return this;
    }

    public override void SetPayloadLength(int payloadLength)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(payloadLength);
        CheckIncomplete();
        Reserve(payloadLength);
    }

    public override void Complete()
    {
        CheckIncomplete();
        _isComplete = true;
    }

    void IBufferWriter<byte>.Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        CheckIncomplete();
        if (count > _buffer.Length - _headroom - _length)
            throw new InvalidOperationException($"{count} bytes were written into less room.");
        _length += count;
    }

    Memory<byte> IBufferWriter<byte>.GetMemory(int sizeHint)
    {
        Reserve(_length + Math.Max(sizeHint, 1));
        return _buffer.AsMemory(_headroom + _length);
    }

    Span<byte> IBufferWriter<byte>.GetSpan(int sizeHint)
    {
        Reserve(_length + Math.Max(sizeHint, 1));
        return _buffer.AsSpan(_headroom + _length);
    }

    private void Reserve(int payloadLength)
    {
        if (_buffer.Length - _headroom >= payloadLength)
            return;
        byte[] larger = ArrayPool<byte>.Shared.Rent(Math.Max(_headroom + payloadLength, (int)Math.Min(_buffer.Length * 2L, Array.MaxLength)));
        _buffer.AsSpan(_headroom, _length).CopyTo(larger.AsSpan(_headroom));
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }

    private void CheckIncomplete()
    {
        if (_isComplete)
            throw new InvalidOperationException("The message is complete already.");
    }
}
