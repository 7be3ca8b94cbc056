using System.Buffers;
using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>Reads messages of type <typeparamref name="T"/>. Immutable and thread-safe; generated messages have one in their <c>Parser</c>.</summary>
/// <typeparam name="T">A generated message.</typeparam>
public sealed class MessageParser<T> : MessageParser
    where T : class, IMessage<T>
{
    private readonly Func<T> _create;
    private readonly ParseOptions _options;

    /// <summary>A parser that makes messages by <paramref name="create"/>.</summary>
    public MessageParser(Func<T> create)
        : this(create, ParseOptions.Default)
    {
    }

    private MessageParser(Func<T> create, ParseOptions options)
    {
        _create = create;
        _options = options;
    }

    /// <inheritdoc/>
    public override MessageDescriptor Descriptor => T.Descriptor;

    /// <summary>A parser of the same messages with other options.</summary>
    public MessageParser<T> With(ParseOptions options) => new(_create, options);

    /// <summary>A parser that recognises the extensions of <paramref name="registry"/> while it reads.</summary>
    public MessageParser<T> WithExtensionRegistry(ExtensionRegistry registry) => With(new ParseOptions
    {
        Extensions = registry,
        InvalidUtf8 = _options.InvalidUtf8,
        MaxMessageBytes = _options.MaxMessageBytes,
        RecursionLimit = _options.RecursionLimit,
    });

    /// <inheritdoc/>
    public override IMessage CreateMessage() => _create();

    /// <summary>Reads a message.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    [OverloadResolutionPriority(1)] // of the forms that a collection expression could take
    public T ParseFrom(ReadOnlySpan<byte> data)
    {
        T message = _create();
        MessageDecoding.Parse(message, data, _options);
        return message;
    }

    /// <inheritdoc cref="ParseFrom(ReadOnlySpan{byte})"/>
    public T ParseFrom(byte[] data) => ParseFrom((ReadOnlySpan<byte>)data);

    /// <inheritdoc cref="ParseFrom(ReadOnlySpan{byte})"/>
    public T ParseFrom(byte[] data, int offset, int length) => ParseFrom(data.AsSpan(offset, length));

    /// <inheritdoc cref="ParseFrom(ReadOnlySpan{byte})"/>
    public T ParseFrom(ByteString data) => ParseFrom(data.Span);

    /// <inheritdoc cref="ParseFrom(ReadOnlySpan{byte})"/>
    public T ParseFrom(in ReadOnlySequence<byte> data)
    {
        T message = _create();
        MessageDecoding.Merge(message, data, _options);
        MessageDecoding.CheckInitialized(message);
        return message;
    }

    /// <summary>Reads a message from the rest of <paramref name="stream"/>.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public T ParseFrom(Stream stream)
    {
        T message = _create();
        MessageDecoding.Merge(message, stream, _options);
        MessageDecoding.CheckInitialized(message);
        return message;
    }

    /// <summary>Reads a message that is preceded by its length from <paramref name="stream"/>, and no byte more.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message, or the stream ends within it.</exception>
    public T ParseDelimitedFrom(Stream stream)
    {
        T message = _create();
        if (!MessageDecoding.TryMergeDelimited(message, stream, _options))
            throw new InvalidProtocolBufferException("the stream ends where a length-delimited message should begin", 0);
        MessageDecoding.CheckInitialized(message);
        return message;
    }

    /// <summary>Reads a message that is preceded by its length; null at the end of <paramref name="stream"/>.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message, or the stream ends within it.</exception>
    public T? TryParseDelimitedFrom(Stream stream)
    {
        T message = _create();
        if (!MessageDecoding.TryMergeDelimited(message, stream, _options))
            return null;
        MessageDecoding.CheckInitialized(message);
        return message;
    }

    /// <summary>Reads a message from JSON per the ProtoJSON specification, with default options; <see cref="JsonParser"/> takes others.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public T ParseJson(string json)
    {
        T message = _create();
        JsonParser.Default.Merge(json, message);
        return message;
    }

    /// <summary>Reads a message from JSON in UTF-8, as <see cref="ParseJson(string)"/> does.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public T ParseJson(ReadOnlySpan<byte> utf8Json)
    {
        T message = _create();
        JsonParser.Default.Merge(utf8Json, message);
        return message;
    }

    /// <summary>
    /// Reads a message whose <c>bytes</c> fields refer to <paramref name="leased"/> instead of copying it, whatever their length.
    /// The caller keeps the memory unchanged for as long as the message, or a <see cref="ByteString"/> from it, is in use.
    /// </summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public T ParseLeased(ReadOnlyMemory<byte> leased)
    {
        T message = _create();
        MessageDecoding.MergeLeased(message, leased, _options);
        MessageDecoding.CheckInitialized(message);
        return message;
    }

    /// <summary>
    /// Reads a message from memory that the caller gives up. A <c>bytes</c> field that makes up at least half of it refers to it; shorter ones are
    /// copied, so that none holds more than twice its length.
    /// </summary>
    /// <param name="owned">The message. Not to be changed any more when <paramref name="isKept"/> comes back true.</param>
    /// <param name="isKept">Whether the message refers to the memory; otherwise it is the caller's again.</param>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public T ParseOwned(ReadOnlyMemory<byte> owned, out bool isKept)
    {
        T message = _create();
        MessageDecoding.MergeOwned(message, owned, _options, out isKept);
        MessageDecoding.CheckInitialized(message);
        return message;
    }

    /// <summary>Reads into a message that is used again: it is cleared, and its strings, messages and arrays are used again where they fit.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public void ParseInto(T message, ReadOnlySpan<byte> data)
    {
        message.Clear();
        MessageDecoding.Parse(message, data, _options);
    }

    internal override System.Text.Json.Serialization.JsonConverter CreateJsonConverter(JsonFormatter formatter, JsonParser parser) =>
        new JsonMessageConverter<T>(formatter, parser);
}
