using System.Buffers;
using System.Buffers.Text;
using System.Globalization;
using System.Text;
using System.Text.Json;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Reads values that are one JSON token, each at the reader's current token. Part of a <see cref="JsonMessageReader"/>.</summary>
internal ref struct JsonScalarReader
{
    public Utf8JsonReader Reader;

    /// <summary>Reads a scalar or enum. False: an enum name that is unknown and may be passed over.</summary>
    public bool TryRead(JsonField field, bool ignoreUnknownEnums, out FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32: value = FieldValue.FromInt32(ReadInt32(field)); return true;
            case FieldKind.UInt32 or FieldKind.Fixed32: value = FieldValue.FromUInt32(ReadUInt32(field)); return true;
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64: value = FieldValue.FromInt64(ReadInt64(field)); return true;
            case FieldKind.UInt64 or FieldKind.Fixed64: value = FieldValue.FromUInt64(ReadUInt64(field)); return true;
            case FieldKind.Double: value = FieldValue.FromDouble(ReadDouble(field)); return true;
            case FieldKind.Float: value = FieldValue.FromFloat(ReadFloat(field)); return true;
            case FieldKind.Bool: value = FieldValue.FromBool(ReadBool(field)); return true;
            case FieldKind.String: value = FieldValue.FromString(ReadString(field)); return true;
            case FieldKind.Bytes: value = FieldValue.FromBytes(ReadBytes(field)); return true;
            case FieldKind.Enum: return TryReadEnum(field, ignoreUnknownEnums, out value);
            default: throw new InvalidOperationException($"{field.Descriptor.FullName} is no scalar");
        }
    }

    /// <summary>The text of a string or of a member's name.</summary>
    public string ReadString()
    {
        if (Reader.ValueIsEscaped && !Reader.HasValueSequence)
            return JsonEscapes.TryDecode(Reader.ValueSpan, out string text) ? text : throw new JsonFaultException("a string is not valid UTF-8 or has half a surrogate pair");
        try
        {
            return Reader.GetString()!;
        }
        catch (InvalidOperationException invalid) when (Reader.TokenType is JsonTokenType.String or JsonTokenType.PropertyName)
        {
            throw new JsonFaultException($"a string is not valid UTF-8 or has half a surrogate pair ({invalid.Message})");
        }
    }

    /// <summary>Whether the current member has this name.</summary>
    public bool NameIs(string name) =>
        // The reader's own comparison gives up on half a surrogate pair with an exception that tells nothing.
        Reader.ValueIsEscaped ? ReadString() == name : Reader.ValueTextEquals(name);

    public FieldValue ReadMapKey(JsonField key)
    {
        if (key.Kind == FieldKind.String)
            return FieldValue.FromString(ReadString());
        ReadOnlySpan<byte> text = Reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(ReadString()) : RawValue();
        switch (key.Kind)
        {
            case FieldKind.Bool:
                bool value = text.SequenceEqual("true"u8);
                if (!value && !text.SequenceEqual("false"u8))
                    throw Unexpected(key, "\"true\" or \"false\"");
                return FieldValue.FromBool(value);
            case FieldKind.UInt64 or FieldKind.Fixed64: return FieldValue.FromUInt64(ToUInt64(text, key));
            case FieldKind.UInt32 or FieldKind.Fixed32: return FieldValue.FromUInt32(ToUInt32(text, key));
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64: return FieldValue.FromInt64(ToInt64(text, key));
            default: return FieldValue.FromInt32(ToInt32(text, key));
        }
    }

    /// <summary>Reads a Timestamp, Duration or FieldMask, which are strings.</summary>
    public void ReadTextForm(IReflectable message, JsonForm form)
    {
        if (Reader.TokenType != JsonTokenType.String)
            throw new JsonFaultException($"expected a string for {message.Descriptor.FullName} but found {Describe()}");
        string text = ReadString();
        if (form == JsonForm.FieldMask)
        {
            ReadFieldMask(message, text);
            return;
        }

        byte[] utf8 = Encoding.UTF8.GetBytes(text);
        long seconds;
        int nanos;
        if (form == JsonForm.Timestamp ? !TimestampText.TryParse(utf8, out seconds, out nanos) : !DurationText.TryParse(utf8, out seconds, out nanos))
        {
            throw new JsonFaultException(form == JsonForm.Timestamp
                ? $"\"{text}\" is no RFC 3339 time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z"
                : $"\"{text}\" is no duration such as \"1.5s\" within ±315576000000.999999999s");
        }

        message.SetField(0, FieldValue.FromInt64(seconds));
        message.SetField(1, FieldValue.FromInt32(nanos));
    }

    public string Describe() => Reader.TokenType switch
    {
        JsonTokenType.StartObject => "an object",
        JsonTokenType.StartArray => "an array",
        JsonTokenType.String => $"the string \"{Shorten(ReadString())}\"",
        JsonTokenType.Number => $"the number {Shorten(Encoding.ASCII.GetString(RawValue()))}",
        JsonTokenType.True => "true",
        JsonTokenType.False => "false",
        JsonTokenType.Null => "null",
        JsonTokenType token => token.ToString(),
    };

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private static void ReadFieldMask(IReflectable message, string text)
    {
        if (text.Length == 0)
            return;
        IRepeatedField paths = message.GetField(0).AsRepeated();
        foreach (Range part in text.AsSpan().Split(','))
        {
            if (!FieldMaskText.TryToSnake(text.AsSpan(part), out string path))
                throw new JsonFaultException($"\"{text}\" is no list of field paths in lower camel case");
            paths.Add(FieldValue.FromString(path));
        }
    }

    private int ReadInt32(JsonField field) =>
        Reader.TokenType == JsonTokenType.Number && Reader.TryGetInt32(out int value) ? value : ToInt32(NumberText(field), field);

    private uint ReadUInt32(JsonField field) =>
        Reader.TokenType == JsonTokenType.Number && Reader.TryGetUInt32(out uint value) ? value : ToUInt32(NumberText(field), field);

    private long ReadInt64(JsonField field) =>
        Reader.TokenType == JsonTokenType.Number && Reader.TryGetInt64(out long value) ? value : ToInt64(NumberText(field), field);

    private ulong ReadUInt64(JsonField field) =>
        Reader.TokenType == JsonTokenType.Number && Reader.TryGetUInt64(out ulong value) ? value : ToUInt64(NumberText(field), field);

    private double ReadDouble(JsonField field)
    {
        if (Reader.TokenType == JsonTokenType.Number)
            return Reader.TryGetDouble(out double number) && double.IsFinite(number) ? number : throw OutOfRange(field);
        ReadOnlySpan<byte> text = NumberText(field);
        if (TryNonFinite(text, out double special))
            return special;
        if (!IsNumber(text) || !double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out double value))
            throw Unexpected(field, "a number");
        return double.IsFinite(value) ? value : throw OutOfRange(field);
    }

    private float ReadFloat(JsonField field)
    {
        if (Reader.TokenType == JsonTokenType.Number)
            return Reader.TryGetSingle(out float number) && float.IsFinite(number) ? number : throw OutOfRange(field);
        ReadOnlySpan<byte> text = NumberText(field);
        if (TryNonFinite(text, out double special))
            return (float)special;
        if (!IsNumber(text) || !float.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out float value))
            throw Unexpected(field, "a number");
        return float.IsFinite(value) ? value : throw OutOfRange(field);
    }

    private bool ReadBool(JsonField field) => Reader.TokenType switch
    {
        JsonTokenType.True => true,
        JsonTokenType.False => false,
        _ => throw Unexpected(field, "true or false"),
    };

    private string ReadString(JsonField field) =>
        Reader.TokenType == JsonTokenType.String ? ReadString() : throw Unexpected(field, "a string");

    private bool TryReadEnum(JsonField field, bool ignoreUnknown, out FieldValue value)
    {
        JsonEnum type = field.Enum!;
        value = default;
        if (Reader.TokenType == JsonTokenType.Null && type.IsNullValue)
        {
            value = FieldValue.FromEnum(0);
            return true;
        }

        if (Reader.TokenType == JsonTokenType.Number)
        {
            int number = ReadInt32(field);
            value = FieldValue.FromEnum(number);
            // A closed enum has no room for a number without a name.
            if (!type.Descriptor.IsClosed || type.NameOf(number) is not null)
                return true;
            return ignoreUnknown ? false : throw new JsonFaultException($"{type.Descriptor.FullName} has no value {number}");
        }

        if (Reader.TokenType != JsonTokenType.String)
            throw Unexpected(field, "the name or the number of an enum value");
        EnumValueDescriptor? named = Reader.ValueIsEscaped || Reader.HasValueSequence
            ? type.Find(Encoding.UTF8.GetBytes(ReadString()))
            : type.Find(Reader.ValueSpan);
        if (named is null)
            return ignoreUnknown ? false : throw new JsonFaultException($"{type.Descriptor.FullName} has no value \"{Shorten(ReadString())}\"");
        value = FieldValue.FromEnum(named.Number);
        return true;
    }

    // Standard and URL-safe base64, with and without padding.
    private ByteString ReadBytes(JsonField field)
    {
        if (Reader.TokenType != JsonTokenType.String)
            throw Unexpected(field, "a string of base64");
        if (!Reader.ValueIsEscaped && Reader.TryGetBytesFromBase64(out byte[]? plain))
            return ByteString.Wrap(plain);
        return Base64Text.TryDecode(ReadString(), out byte[] bytes) ? ByteString.Wrap(bytes) : throw Unexpected(field, "a string of base64");
    }

    // The digits of a number, or of a string that stands for one.
    private ReadOnlySpan<byte> NumberText(JsonField field)
    {
        if (Reader.TokenType is not (JsonTokenType.Number or JsonTokenType.String))
            throw Unexpected(field, "a number");
        return Reader.ValueIsEscaped ? Encoding.UTF8.GetBytes(ReadString()) : RawValue();
    }

    private ReadOnlySpan<byte> RawValue() => Reader.HasValueSequence ? Reader.ValueSequence.ToArray() : Reader.ValueSpan;

    private int ToInt32(ReadOnlySpan<byte> text, JsonField field) => ToInt64(text, field) is var wide && wide == (int)wide ? (int)wide : throw OutOfRange(field);

    private uint ToUInt32(ReadOnlySpan<byte> text, JsonField field) => ToUInt64(text, field) is var wide && wide == (uint)wide ? (uint)wide : throw OutOfRange(field);

    private long ToInt64(ReadOnlySpan<byte> text, JsonField field)
    {
        // Most are plain digits; the exact reader takes fractions and exponents as well.
        if (IsPlain(text) && Utf8Parser.TryParse(text, out long plain, out int used) && used == text.Length)
            return plain;
        return JsonInteger.TryParse(text, out bool negative, out ulong magnitude) && JsonInteger.TryToInt64(negative, magnitude, out long value)
            ? value
            : throw OutOfRange(field);
    }

    private ulong ToUInt64(ReadOnlySpan<byte> text, JsonField field)
    {
        if (IsPlain(text) && Utf8Parser.TryParse(text, out ulong plain, out int used) && used == text.Length)
            return plain;
        return JsonInteger.TryParse(text, out bool negative, out ulong magnitude) && (!negative || magnitude == 0) ? magnitude : throw OutOfRange(field);
    }

    // No leading zero, no plus sign: what the platform's parser alone would let pass.
    private static bool IsPlain(ReadOnlySpan<byte> text) =>
        text.Length > 0 && (text[0] is >= (byte)'1' and <= (byte)'9' || (text[0] == '-' && text.Length > 1 && text[1] is >= (byte)'1' and <= (byte)'9'));

    // In a string the same grammar holds as outside, which excludes the spaces, the plus sign and the leading zeros that .NET would take.
    private static bool IsNumber(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty || !(text[0] == '-' || char.IsAsciiDigit((char)text[0])))
            return false;
        foreach (byte c in text)
        {
            if (!char.IsAsciiDigit((char)c) && c is not ((byte)'-' or (byte)'+' or (byte)'.' or (byte)'e' or (byte)'E'))
                return false;
        }

        return true;
    }

    private static bool TryNonFinite(ReadOnlySpan<byte> text, out double value)
    {
        value = text.SequenceEqual("NaN"u8) ? double.NaN
            : text.SequenceEqual("Infinity"u8) ? double.PositiveInfinity
            : text.SequenceEqual("-Infinity"u8) ? double.NegativeInfinity
            : 0;
        return value != 0;
    }

    private JsonFaultException OutOfRange(JsonField field) =>
        new($"{Describe()} is not a value of {field.Descriptor.FullName}, which is {KindName(field)}");

    private JsonFaultException Unexpected(JsonField field, string expected) =>
        new($"expected {expected} for {field.Descriptor.FullName} but found {Describe()}");

    private static string KindName(JsonField field) => field.Kind.ToString().ToLowerInvariant();
}
