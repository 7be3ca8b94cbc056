using System.Buffers;
using System.Numerics;
using System.Text.Json;
using Peregrine.Protobuf.Json;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>
/// Writes messages as JSON per the ProtoJSON specification. Immutable; share one between threads.
/// </summary>
public sealed class JsonFormatter
{
    private readonly JsonFormatterOptions _options;
    private readonly bool _lenient;

    // Of the last message; formatters mostly see one type. Racing threads only look a layout up once more.
    private JsonLayout? _layout;

    /// <summary>Creates a formatter.</summary>
    public JsonFormatter(JsonFormatterOptions options)
        : this(options, lenient: false)
    {
    }

    private JsonFormatter(JsonFormatterOptions options, bool lenient)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        _lenient = lenient;
    }

    /// <summary>The formatter with default options.</summary>
    public static JsonFormatter Default { get; } = new(new JsonFormatterOptions());

    private static JsonFormatter Diagnostic { get; } = new(new JsonFormatterOptions(), lenient: true);

    /// <summary>
    /// JSON for people to look at. Where a well-known type holds what has no JSON form, such as a timestamp out of range or an <c>Any</c> of an unknown type, its
    /// plain fields are shown, where <see cref="Format(IMessage)"/> throws.
    /// </summary>
    public static string ToDiagnosticString(IMessage message) => Diagnostic.Format(message);

    /// <summary>Returns the message as JSON text.</summary>
    /// <exception cref="InvalidOperationException">A well-known type holds what has no JSON form.</exception>
    public string Format(IMessage message)
    {
        using JsonOutput<ushort> output = Write<ushort>(message, isCopied: true);
        return output.ToString();
    }

    /// <summary>Appends the message as JSON in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">A well-known type holds what has no JSON form.</exception>
    public void Format(IMessage message, IBufferWriter<byte> destination)
    {
        using JsonOutput<byte> output = Write<byte>(message, isCopied: false);
        destination.Write(output.Written);
    }

    /// <summary>Returns the message as JSON in UTF-8.</summary>
    /// <exception cref="InvalidOperationException">A well-known type holds what has no JSON form.</exception>
    public byte[] FormatToUtf8(IMessage message)
    {
        using JsonOutput<byte> output = Write<byte>(message, isCopied: true);
        return output.ToArray();
    }

    /// <summary>Writes the message as the next value of <paramref name="writer"/>.</summary>
    /// <exception cref="InvalidOperationException">A well-known type holds what has no JSON form.</exception>
    public void Format(IMessage message, Utf8JsonWriter writer)
    {
        ArgumentNullException.ThrowIfNull(writer);
        using JsonOutput<byte> output = Write<byte>(message, isCopied: false);
        // What JsonOutput writes is well-formed, so it is not checked again.
        writer.WriteRawValue(output.Written, skipInputValidation: true);
    }

    private JsonOutput<TUnit> Write<TUnit>(IMessage message, bool isCopied)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        ArgumentNullException.ThrowIfNull(message);
        JsonOutput<TUnit>? compact = new(isCopied && !_options.Indented);
        try
        {
            new JsonMessageWriter<TUnit>(compact, _options, _lenient).WriteMessage((IReflectable)message, LayoutOf(message.Descriptor));
            if (_options.Indented)
                return JsonIndenter.Indent(compact.Written);
            JsonOutput<TUnit> output = compact;
            compact = null;
            return output;
        }
        finally
        {
            compact?.Dispose();
        }
    }

    private JsonLayout LayoutOf(MessageDescriptor descriptor)
    {
        JsonLayout? layout = _layout;
        return layout?.Descriptor == descriptor ? layout : _layout = JsonLayout.Of(descriptor);
    }
}
