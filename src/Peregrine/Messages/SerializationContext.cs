using System.Buffers;

namespace Peregrine;

/// <summary>
/// Where a contextual marshaller puts one message. It either hands over an array with <see cref="Complete(byte[])"/>, or writes into
/// <see cref="GetBufferWriter"/> and ends with <see cref="Complete()"/>. Valid during the serializer's call only, on its thread.
/// </summary>
public abstract class SerializationContext
{
    /// <summary>Hands the message over as an array, which is copied.</summary>
    /// <exception cref="InvalidOperationException">The message is complete, or was begun with the writer.</exception>
    public abstract void Complete(byte[] payload);

    /// <summary>The writer of the message: straight into the memory that it is sent from.</summary>
    /// <exception cref="InvalidOperationException">The message is complete.</exception>
    public abstract IBufferWriter<byte> GetBufferWriter();

    /// <summary>Says how long the message will be, in bytes, so that the writer's memory need not grow. May be left out.</summary>
    public abstract void SetPayloadLength(int payloadLength);

    /// <summary>Ends the message that was written with the writer.</summary>
    /// <exception cref="InvalidOperationException">The message is complete.</exception>
    public abstract void Complete();
}
