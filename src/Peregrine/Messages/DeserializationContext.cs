using System.Buffers;

namespace Peregrine;

/// <summary>Where a contextual marshaller reads one message. Valid during the deserializer's call only, on its thread.</summary>
public abstract class DeserializationContext
{
    /// <summary>The length of the message in bytes.</summary>
    public abstract int PayloadLength { get; }

    /// <summary>The message as an array of its own, which may be kept.</summary>
    public abstract byte[] PayloadAsNewBuffer();

    /// <summary>The message as it lies in memory: not to be kept beyond the call.</summary>
    public abstract ReadOnlySequence<byte> PayloadAsReadOnlySequence();
}
