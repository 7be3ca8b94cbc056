using System.Buffers;

namespace Peregrine.Messages;

/// <summary>A received message in an array that is another message's afterwards.</summary>
internal sealed class BufferDeserializationContext(byte[] buffer, int length) : DeserializationContext
{
    private bool _isOver;

    public override int PayloadLength => length;

    public override byte[] PayloadAsNewBuffer() => Payload.ToArray();

    public override ReadOnlySequence<byte> PayloadAsReadOnlySequence() => new(Payload);

    /// <summary>The deserializer has returned.</summary>
    public void End() => _isOver = true;

    private ReadOnlyMemory<byte> Payload =>
        _isOver ? throw new InvalidOperationException("The deserializer has returned: its context is over.") : buffer.AsMemory(0, length);
}
