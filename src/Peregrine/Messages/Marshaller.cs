using System.Buffers;
using Peregrine.Messages;

namespace Peregrine;

/// <summary>Turns messages of one type into bytes and back. Immutable; called from many threads at once.</summary>
/// <typeparam name="T">The message type.</typeparam>
public class Marshaller<T>
{
    private readonly Func<T, byte[]> _serializer;
    private readonly Func<byte[], T> _deserializer;
    private readonly Action<T, SerializationContext>? _contextualSerializer;
    private readonly Func<DeserializationContext, T>? _contextualDeserializer;

    /// <summary>Creates a marshaller over two functions.</summary>
    public Marshaller(Func<T, byte[]> serializer, Func<byte[], T> deserializer)
    {
        _serializer = serializer ?? throw new ArgumentNullException(nameof(serializer));
        _deserializer = deserializer ?? throw new ArgumentNullException(nameof(deserializer));
    }

    /// <summary>Creates a marshaller that writes into the memory that messages are sent from, and reads from the memory that they came in.</summary>
    public Marshaller(Action<T, SerializationContext> serializer, Func<DeserializationContext, T> deserializer)
        : this()
    {
        _contextualSerializer = serializer ?? throw new ArgumentNullException(nameof(serializer));
        _contextualDeserializer = deserializer ?? throw new ArgumentNullException(nameof(deserializer));
    }

    /// <summary>For marshallers that override <see cref="Serialize(T, int, ref byte[])"/> and <see cref="Deserialize"/>.</summary>
    protected Marshaller()
    {
        _serializer = SerializeToArray;
        _deserializer = bytes => Deserialize(bytes);
    }

    /// <summary>Message to bytes.</summary>
    public Func<T, byte[]> Serializer => _serializer;

    /// <summary>Bytes to message.</summary>
    public Func<byte[], T> Deserializer => _deserializer;

    /// <summary>
    /// Whether this marshaller is known to be quick and to run no code of the application's, so that it may be called
    /// on a connection's own thread.
    /// </summary>
    internal virtual bool IsTrusted => false;

    /// <summary>Whether messages refer to the bytes that <see cref="DeserializeOwned"/> is given, as far as is known: then an array of its own spares a long message a copy.</summary>
    internal virtual bool KeepsBytes => false;

    /// <summary>
    /// Writes <paramref name="message"/> into <paramref name="buffer"/> with at least <paramref name="headroom"/> free bytes in front of it.
    /// The buffer is rented from <see cref="ArrayPool{T}.Shared"/>; when it is too small it is returned there and replaced by a larger one.
    /// </summary>
    public virtual SerializedMessage Serialize(T message, int headroom, ref byte[] buffer)
    {
        if (_contextualSerializer is not null)
            return SerializeInContext(message, headroom, ref buffer);
        byte[] bytes = _serializer(message);
        if (buffer.Length < headroom + bytes.Length)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(headroom + bytes.Length);
        }

        bytes.CopyTo(buffer, headroom);
        return new SerializedMessage(headroom, bytes.Length);
    }

    /// <summary>As the other overload; values of at least <paramref name="leastApart"/> bytes that never change may be left where they are (<see cref="Protobuf.MessageEncoding"/> says how).</summary>
    internal virtual SerializedMessage Serialize(T message, int headroom, ref byte[] buffer, int leastApart, List<ArraySegment<byte>> pieces) =>
        Serialize(message, headroom, ref buffer);

    /// <summary>Reads one message. The bytes are borrowed: they are another message's after the call.</summary>
    public virtual T Deserialize(ReadOnlySpan<byte> payload) =>
        _contextualDeserializer is null ? _deserializer(payload.ToArray()) : DeserializeInContext(payload);

    private SerializedMessage SerializeInContext(T message, int headroom, ref byte[] buffer)
    {
        BufferSerializationContext context = BufferSerializationContext.Take(buffer, headroom);
        try
        {
            _contextualSerializer!(message, context);
        }
        catch
        {
            context.Return(ref buffer);
            throw;
        }

        return context.Finish(ref buffer);
    }

    private T DeserializeInContext(ReadOnlySpan<byte> payload)
    {
        byte[] copy = ArrayPool<byte>.Shared.Rent(Math.Max(payload.Length, 1));
        payload.CopyTo(copy);
        var context = new BufferDeserializationContext(copy, payload.Length);
        try
        {
            return _contextualDeserializer!(context);
        }
        finally
        {
            context.End();
            ArrayPool<byte>.Shared.Return(copy);
        }
    }

    /// <summary>Reads one message from an array that is the message's from now on.</summary>
    internal virtual T DeserializeOwned(byte[] payload) => Deserialize(payload);

    private byte[] SerializeToArray(T message)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(256);
        try
        {
            SerializedMessage written = Serialize(message, 0, ref buffer);
            return buffer.AsSpan(written.Start, written.Length).ToArray();
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
