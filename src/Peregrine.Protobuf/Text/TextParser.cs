using System.Text;
using Peregrine.Protobuf.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>Reads messages from the text format. Immutable; share one between threads.</summary>
public sealed class TextParser
{
    private readonly TextParserOptions _options;

    /// <summary>Creates a parser.</summary>
    public TextParser(TextParserOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>The parser with default options.</summary>
    public static TextParser Default { get; } = new(new TextParserOptions());

    /// <summary>Reads a message of a generated type.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is malformed or not of this message; the message says what is wrong at which line and column.</exception>
    public T Parse<T>(string text)
        where T : class, IMessage<T>, new()
    {
        var message = new T();
        Merge(text, message);
        return message;
    }

    /// <summary>Reads a message of the type that <paramref name="descriptor"/> describes.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is malformed or not of this message; the message says what is wrong at which line and column.</exception>
    public DynamicMessage Parse(string text, MessageDescriptor descriptor)
    {
        var message = new DynamicMessage(descriptor);
        Merge(text, message);
        return message;
    }

    /// <summary>Reads text into <paramref name="message"/>: fields are set, lists and maps are added to.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is malformed or not of this message; the message says what is wrong at which line and column.</exception>
    public void Merge(string text, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(text);
        Merge(Encoding.UTF8.GetBytes(text), message);
    }

    /// <summary>Reads UTF-8 text into <paramref name="message"/>: fields are set, lists and maps are added to.</summary>
    /// <exception cref="InvalidProtocolBufferException">The text is malformed or not of this message; the message says what is wrong at which line and column.</exception>
    public void Merge(ReadOnlySpan<byte> utf8Text, IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        new TextMessageReader(utf8Text, _options).ReadRoot((IReflectable)message);
    }
}
