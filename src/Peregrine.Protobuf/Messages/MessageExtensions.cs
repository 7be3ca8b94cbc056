using System.Buffers;

namespace Peregrine.Protobuf;

/// <summary>What every message can do beside its fields.</summary>
public static class MessageExtensions
{
    /// <summary>The message's bytes.</summary>
    /// <exception cref="InvalidProtocolBufferException">A text cannot be written as UTF-8; the error names the field.</exception>
    public static byte[] ToByteArray(this IMessage message, SerializeOptions? options = null) =>
        MessageEncoding.Use(message, options ?? SerializeOptions.Default, 0, static (bytes, _) => bytes.ToArray());

    /// <summary>The message's bytes.</summary>
    public static ByteString ToByteString(this IMessage message, SerializeOptions? options = null) =>
        ByteString.FromOwned(message.ToByteArray(options));

    /// <summary>How many bytes the message takes. As costly as writing it: the writer needs no size in advance.</summary>
    public static int CalculateSize(this IMessage message) =>
        MessageEncoding.Use(message, SerializeOptions.Default, 0, static (bytes, _) => bytes.Length);

    /// <summary>Writes the message to <paramref name="destination"/>.</summary>
    public static void WriteTo(this IMessage message, IBufferWriter<byte> destination, SerializeOptions? options = null) =>
        MessageEncoding.Use(message, options ?? SerializeOptions.Default, destination, static (bytes, destination) =>
        {
            bytes.WriteTo(destination);
            return 0;
        });

    /// <summary>Writes the message to the front of <paramref name="destination"/> and says how many bytes it took.</summary>
    /// <exception cref="ArgumentException">The message does not fit.</exception>
    public static int WriteTo(this IMessage message, Span<byte> destination, SerializeOptions? options = null) =>
        MessageEncoding.Use(message, options ?? SerializeOptions.Default, destination, static (bytes, destination) =>
        {
            bytes.CopyTo(destination);
            return bytes.Length;
        });

    /// <summary>Writes the message to <paramref name="stream"/>.</summary>
    public static void WriteTo(this IMessage message, Stream stream, SerializeOptions? options = null) =>
        MessageEncoding.Use(message, options ?? SerializeOptions.Default, stream, static (bytes, stream) =>
        {
            bytes.WriteTo(stream);
            return 0;
        });

    /// <summary>Writes the message to <paramref name="stream"/>, preceded by its length.</summary>
    public static void WriteDelimitedTo(this IMessage message, Stream stream, SerializeOptions? options = null) =>
        MessageEncoding.Use(message, options ?? SerializeOptions.Default, stream, static (bytes, stream) =>
        {
            Span<byte> length = stackalloc byte[Wire.Varint.MaxBytes];
            stream.Write(length[..Wire.Varint.Write(length, (uint)bytes.Length)]);
            bytes.WriteTo(stream);
            return 0;
        });

    /// <summary>Reads on top of what is set.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message. What was read until then stays.</exception>
    public static void MergeFrom(this IMessage message, ReadOnlySpan<byte> data, ParseOptions? options = null) =>
        MessageDecoding.Merge(message, data, options ?? ParseOptions.Default);

    /// <inheritdoc cref="MergeFrom(IMessage, ReadOnlySpan{byte}, ParseOptions?)"/>
    public static void MergeFrom(this IMessage message, byte[] data, ParseOptions? options = null) =>
        MessageDecoding.Merge(message, (ReadOnlySpan<byte>)data, options ?? ParseOptions.Default);

    /// <inheritdoc cref="MergeFrom(IMessage, ReadOnlySpan{byte}, ParseOptions?)"/>
    public static void MergeFrom(this IMessage message, ByteString data, ParseOptions? options = null) =>
        MessageDecoding.Merge(message, data.Span, options ?? ParseOptions.Default);

    /// <inheritdoc cref="MergeFrom(IMessage, ReadOnlySpan{byte}, ParseOptions?)"/>
    public static void MergeFrom(this IMessage message, in ReadOnlySequence<byte> data, ParseOptions? options = null) =>
        MessageDecoding.Merge(message, data, options ?? ParseOptions.Default);

    /// <summary>Reads the rest of <paramref name="stream"/> on top of what is set.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message. What was read until then stays.</exception>
    public static void MergeFrom(this IMessage message, Stream stream, ParseOptions? options = null) =>
        MessageDecoding.Merge(message, stream, options ?? ParseOptions.Default);

    /// <summary>Reads a message that is preceded by its length on top of what is set.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message, or the stream ends before or within it.</exception>
    public static void MergeDelimitedFrom(this IMessage message, Stream stream, ParseOptions? options = null)
    {
        if (!MessageDecoding.TryMergeDelimited(message, stream, options ?? ParseOptions.Default))
            throw new InvalidProtocolBufferException("the stream ends where a length-delimited message should begin", 0);
    }
}
