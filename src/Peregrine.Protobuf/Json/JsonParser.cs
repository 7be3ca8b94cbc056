using System.Numerics;
using System.Runtime.InteropServices;
using System.Text.Json;
using Peregrine.Protobuf.Json;
using Peregrine.Protobuf.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>
/// Reads messages from JSON per the ProtoJSON specification. Immutable; share one between threads.
/// </summary>
public sealed class JsonParser
{
    private readonly JsonParserOptions _options;

    // Of the last message; parsers mostly see one type. Racing threads only look a layout up once more.
    private JsonLayout? _layout;

    /// <summary>Creates a parser.</summary>
    public JsonParser(JsonParserOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>The parser with default options.</summary>
    public static JsonParser Default { get; } = new(new JsonParserOptions());

    /// <summary>Reads a message of a generated type.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public T Parse<T>(string json)
        where T : class, IMessage<T>, new()
    {
        var message = new T();
        Merge(json, message);
        return message;
    }

    /// <summary>Reads a message of a generated type from UTF-8.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public T Parse<T>(ReadOnlySpan<byte> utf8Json)
        where T : class, IMessage<T>, new()
    {
        var message = new T();
        Merge(utf8Json, message);
        return message;
    }

    /// <summary>Reads a message of the type that <paramref name="descriptor"/> describes.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public DynamicMessage Parse(string json, MessageDescriptor descriptor)
    {
        var message = new DynamicMessage(descriptor);
        Merge(json, message);
        return message;
    }

    /// <summary>Reads JSON into <paramref name="message"/>: what the text has replaces, is merged or is appended as when parsing binary.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public void Merge(string json, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(json);
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            Read(MemoryMarshal.Cast<char, ushort>(json), message);
        }
        catch (JsonFaultException fault)
        {
            throw TextPosition.Of(json, fault.Offset).Error("JSON", fault.Message, fault);
        }
    }

    /// <summary>Reads UTF-8 JSON into <paramref name="message"/>: what the text has replaces, is merged or is appended as when parsing binary.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public void Merge(ReadOnlySpan<byte> utf8Json, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        try
        {
            Read(utf8Json, message);
        }
        catch (JsonFaultException fault)
        {
            throw TextPosition.Of(utf8Json, fault.Offset).Error("JSON", fault.Message, fault);
        }
    }

    /// <summary>
    /// Reads the value at which <paramref name="reader"/> stands, or the next one, into <paramref name="message"/>, and leaves the reader at its last token.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, or not of this message. In the latter case the reader stands at what is wrong.</exception>
    public void Merge(ref Utf8JsonReader reader, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        Utf8JsonReader start = reader;
        using JsonOutput<byte> copy = JsonTokenCopy.Copy(ref reader);
        try
        {
            Read(copy.Written, message);
        }
        catch (JsonFaultException fault)
        {
            reader = start;
            JsonTokenCopy.Advance(ref reader, copy.Written, fault.Offset);
            throw;
        }
    }

    private void Read<TUnit>(ReadOnlySpan<TUnit> text, IMessage message)
        where TUnit : unmanaged, IBinaryInteger<TUnit> =>
        new JsonMessageReader<TUnit>(text, _options).ReadRoot((IReflectable)message, LayoutOf(message.Descriptor));

    private JsonLayout LayoutOf(MessageDescriptor descriptor)
    {
        JsonLayout? layout = _layout;
        return layout?.Descriptor == descriptor ? layout : _layout = JsonLayout.Of(descriptor);
    }
}
