using System.Buffers;

namespace Peregrine.Protobuf;

/// <summary>Serialization for those who own buffers, such as the RPC layer: one pass into pooled memory with room in front for a prefix.</summary>
public static class MessageEncoding
{
    private const int SmallestBuffer = 256;

    // One buffer a thread for messages that are then copied to where they go. Larger ones are not kept.
    private const int LargestScratch = 1024 * 1024;

    [ThreadStatic]
    private static byte[]? t_scratch;

    /// <summary>A delegate that is given the bytes of a message.</summary>
    internal delegate TResult Consumer<in TState, out TResult>(EncodedMessage bytes, TState state)
        where TState : allows ref struct;

    /// <summary>
    /// Writes <paramref name="message"/> so that it is <c>buffer[Start..Start + Length]</c> with at least <paramref name="headroom"/> bytes before it.
    /// <paramref name="buffer"/> comes from <see cref="ArrayPool{T}.Shared"/> (an empty array will do to begin with) and is replaced by a larger one when it must be; the old one is then returned to the pool.
    /// </summary>
    public static (int Start, int Length) Serialize(IMessage message, int headroom, ref byte[] buffer) =>
        Serialize(message, headroom, ref buffer, SerializeOptions.Default);

    /// <summary>As <see cref="Serialize(IMessage, int, ref byte[])"/>, with options.</summary>
    public static (int Start, int Length) Serialize(IMessage message, int headroom, ref byte[] buffer, SerializeOptions options)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        if (buffer.Length == 0)
            buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        var writer = new WireWriter(buffer, headroom, options);
        Write(message, ref writer, ref buffer);
        return (writer.Start, writer.Written);
    }

    internal static TResult Use<TState, TResult>(IMessage message, SerializeOptions options, TState state, Consumer<TState, TResult> consumer)
        where TState : allows ref struct
    {
        byte[] buffer = t_scratch ?? ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        t_scratch = null; // a message that serializes another while it is being written takes its own
        try
        {
            var writer = new WireWriter(buffer, 0, options, keepsApart: true);
            Write(message, ref writer, ref buffer);
            return consumer(new EncodedMessage(buffer.AsSpan(writer.Start), writer.Apart, writer.Written), state);
        }
        finally
        {
            if (buffer.Length <= LargestScratch)
                t_scratch = buffer;
            else
                ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    // The writer's buffer may be another when this ends.
    private static void Write(IMessage message, ref WireWriter writer, ref byte[] buffer)
    {
        try
        {
            message.WriteTo(ref writer);
        }
        catch (InvalidProtocolBufferException error) when (error.FieldPath is null)
        {
            throw FieldPaths.Explain(message, error);
        }
        finally
        {
            buffer = writer.Buffer;
        }
    }
}
