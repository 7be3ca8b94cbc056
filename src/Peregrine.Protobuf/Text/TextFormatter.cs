using System.Text;
using Peregrine.Protobuf.Text;

namespace Peregrine.Protobuf;

/// <summary>
/// Prints messages in the text format that people write by hand in configurations and tests. Immutable; share one between threads.
/// </summary>
public sealed class TextFormatter
{
    private readonly TextFormatterOptions _options;

    /// <summary>Creates a formatter.</summary>
    public TextFormatter(TextFormatterOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
    }

    /// <summary>The formatter with default options.</summary>
    public static TextFormatter Default { get; } = new(new TextFormatterOptions());

    /// <summary>Returns the message in text format.</summary>
    public string Format(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        var text = new StringBuilder();
        new TextMessageWriter(new TextOutput(text, _options.SingleLine), _options).WriteFields((IReflectable)message);
        return text.ToString();
    }
}
