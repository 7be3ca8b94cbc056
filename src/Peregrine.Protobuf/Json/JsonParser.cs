using System.Buffers;
using System.Text;
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
        byte[] utf8 = ArrayPool<byte>.Shared.Rent(Encoding.UTF8.GetMaxByteCount(json.Length));
        try
        {
            Merge(utf8.AsSpan(0, Encoding.UTF8.GetBytes(json, utf8)), message);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(utf8);
        }
    }

    /// <summary>Reads UTF-8 JSON into <paramref name="message"/>: what the text has replaces, is merged or is appended as when parsing binary.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is not JSON, or not of this message; the message says what is wrong at which line and column.</exception>
    public void Merge(ReadOnlySpan<byte> utf8Json, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        // One level more than the limit, so that the error which names the option comes first.
        var core = new JsonMessageReader(new Utf8JsonReader(utf8Json, new JsonReaderOptions { MaxDepth = Math.Min(_options.RecursionLimit, int.MaxValue - 1) + 1 }), _options);
        try
        {
            core.ReadRoot((IReflectable)message, LayoutOf(message.Descriptor));
        }
        catch (JsonFaultException fault)
        {
            throw TextPosition.Of(utf8Json, core.FaultOffset).Error("JSON", fault.Message, fault);
        }
        catch (JsonException syntax)
        {
            // The reader's own position is a line from 0 and a byte in it from 0, and stands in its message once more.
            throw TextPosition.Of(utf8Json, OffsetOf(utf8Json, syntax)).Error("JSON", WithoutPosition(syntax.Message), syntax);
        }
    }

    /// <summary>
    /// Reads the value at which <paramref name="reader"/> stands, or the next one, into <paramref name="message"/>, and leaves the reader at its last token.
    /// </summary>
    /// <exception cref="JsonException">The text is not JSON, or not of this message.</exception>
    public void Merge(ref Utf8JsonReader reader, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var core = new JsonMessageReader(reader, _options);
        core.ReadNested((IReflectable)message, LayoutOf(message.Descriptor));
        reader = core.Reader;
    }

    private JsonLayout LayoutOf(MessageDescriptor descriptor)
    {
        JsonLayout? layout = _layout;
        return layout?.Descriptor == descriptor ? layout : _layout = JsonLayout.Of(descriptor);
    }

    private static int OffsetOf(ReadOnlySpan<byte> text, JsonException syntax)
    {
        int offset = 0;
        for (long line = syntax.LineNumber ?? 0; line > 0; line--)
            offset += text[offset..].IndexOf((byte)'\n') + 1;
        return (int)Math.Min(text.Length, offset + (syntax.BytePositionInLine ?? 0));
    }

    private static string WithoutPosition(string message)
    {
        int position = message.IndexOf(" LineNumber:", StringComparison.Ordinal);
        return position < 0 ? message : message[..position];
    }
}
