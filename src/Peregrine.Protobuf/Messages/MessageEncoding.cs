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

    /// <summary>
    /// As <see cref="Serialize(IMessage, int, ref byte[])"/>, except that long <c>bytes</c> values are not copied where they belong to their message and never change:
    /// made by <see cref="ByteString.CopyFrom"/> or <see cref="ByteString.FromOwned"/>, or parsed. Wrapped and leased memory is copied.
    /// </summary>
    /// <param name="message">The message.</param>
    /// <param name="headroom">The bytes to be left free in front.</param>
    /// <param name="buffer">As in the other overloads.</param>
    /// <param name="leastApart">From how many bytes on a value is left where it is.</param>
    /// <param name="pieces">
    /// Cleared, and filled if a value was left where it is: the message in pieces, from the front. Every other one, from the first on, is a part of
    /// <paramref name="buffer"/> and may be empty; those between them are the values, in arrays that may be referred to for as long as one likes and not changed.
    /// </param>
    /// <returns>Where the part that is in the buffer begins, with the headroom before it, and the length of the whole message.</returns>
    public static (int Start, int Length) Serialize(IMessage message, int headroom, ref byte[] buffer, int leastApart, List<ArraySegment<byte>> pieces)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(headroom);
        ArgumentNullException.ThrowIfNull(pieces);
        pieces.Clear();
        if (buffer.Length == 0)
            buffer = ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        var writer = new WireWriter(buffer, headroom, SerializeOptions.Default, ApartRule.Kept(leastApart));
        Write(message, ref writer, ref buffer);
        if (writer.Apart is { } apart)
            AddPieces(buffer, writer.Start, apart, pieces);
        return (writer.Start, writer.Written);
    }

    internal static TResult Use<TState, TResult>(IMessage message, SerializeOptions options, TState state, Consumer<TState, TResult> consumer)
        where TState : allows ref struct
    {
        byte[] buffer = t_scratch ?? ArrayPool<byte>.Shared.Rent(SmallestBuffer);
        t_scratch = null; // a message that serializes another while it is being written takes its own
        try
        {
            var writer = new WireWriter(buffer, 0, options, ApartRule.Borrowed);
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

    private static void AddPieces(byte[] buffer, int start, List<(int FromEnd, ByteString Bytes)> apart, List<ArraySegment<byte>> pieces)
    {
        for (int i = apart.Count - 1; i >= 0; i--)
        {
            (int fromEnd, ByteString bytes) = apart[i];
            int end = buffer.Length - fromEnd;
            pieces.Add(new ArraySegment<byte>(buffer, start, end - start));
            pieces.Add(bytes.OwnedArray);
            start = end;
        }

        pieces.Add(new ArraySegment<byte>(buffer, start, buffer.Length - start));
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
