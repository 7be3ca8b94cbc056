using System.Globalization;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;
using System.Text.Json;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>Reads values that are one JSON token, each being what the lexer's last <c>Next</c> found. Part of a <see cref="JsonMessageReader{TUnit}"/>.</summary>
internal ref struct JsonScalarReader<TUnit>
    where TUnit : unmanaged, IBinaryInteger<TUnit>
{
    public JsonLexer<TUnit> Lexer;

    /// <summary>Reads a scalar or enum. False: an enum name that is unknown and may be passed over.</summary>
    public bool TryRead(JsonField field, JsonValueKind kind, bool ignoreUnknownEnums, out FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32: value = FieldValue.FromInt32(ReadInt32(field, kind)); return true;
            case FieldKind.UInt32 or FieldKind.Fixed32: value = FieldValue.FromUInt32(ReadUInt32(field, kind)); return true;
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64: value = FieldValue.FromInt64(ReadInt64(field, kind)); return true;
            case FieldKind.UInt64 or FieldKind.Fixed64: value = FieldValue.FromUInt64(ReadUInt64(field, kind)); return true;
            case FieldKind.Double: value = FieldValue.FromDouble(ReadDouble(field, kind)); return true;
            case FieldKind.Float: value = FieldValue.FromFloat(ReadFloat(field, kind)); return true;
            case FieldKind.Bool: value = FieldValue.FromBool(ReadBool(field, kind)); return true;
            case FieldKind.String: value = FieldValue.FromString(ReadString(field, kind)); return true;
            case FieldKind.Bytes: value = FieldValue.FromBytes(ReadBytes(field, kind)); return true;
            case FieldKind.Enum: return TryReadEnum(field, kind, ignoreUnknownEnums, out value);
            default: throw new InvalidOperationException($"{field.Descriptor.FullName} is no scalar");
        }
    }

    public int ReadInt32(JsonField field, JsonValueKind kind) =>
        ReadInt64(field, kind) is var wide && wide == (int)wide ? (int)wide : throw OutOfRange(field);

    public uint ReadUInt32(JsonField field, JsonValueKind kind) =>
        ReadUInt64(field, kind) is var wide && wide == (uint)wide ? (uint)wide : throw OutOfRange(field);

    public long ReadInt64(JsonField field, JsonValueKind kind) =>
        kind == JsonValueKind.Number && Lexer.TryInteger(out long value) ? value : ToInt64(NumberText(field, kind), field);

    public ulong ReadUInt64(JsonField field, JsonValueKind kind) =>
        kind == JsonValueKind.Number && Lexer.TryInteger(out long value) ? ToUnsigned(value, field) : ToUInt64(NumberText(field, kind), field);

    public double ReadDouble(JsonField field, JsonValueKind kind)
    {
        ReadOnlySpan<TUnit> text = ReadDecimal(field, kind, out DecimalNumber number, out bool exact, out double special);
        if (text.IsEmpty)
            return special;
        if (exact && number.TryToDouble(out double value))
            return text[0] == TUnit.CreateTruncating('-') ? -value : value;
        value = typeof(TUnit) == typeof(byte)
            ? double.Parse(MemoryMarshal.Cast<TUnit, byte>(text), NumberStyles.Float, CultureInfo.InvariantCulture)
            : double.Parse(MemoryMarshal.Cast<TUnit, char>(text), NumberStyles.Float, CultureInfo.InvariantCulture);
        return double.IsFinite(value) ? value : throw OutOfRange(field);
    }

    public float ReadFloat(JsonField field, JsonValueKind kind)
    {
        ReadOnlySpan<TUnit> text = ReadDecimal(field, kind, out DecimalNumber number, out bool exact, out double special);
        if (text.IsEmpty)
            return (float)special;
        if (exact && number.TryToSingle(out float value))
            return text[0] == TUnit.CreateTruncating('-') ? -value : value;
        value = typeof(TUnit) == typeof(byte)
            ? float.Parse(MemoryMarshal.Cast<TUnit, byte>(text), NumberStyles.Float, CultureInfo.InvariantCulture)
            : float.Parse(MemoryMarshal.Cast<TUnit, char>(text), NumberStyles.Float, CultureInfo.InvariantCulture);
        return float.IsFinite(value) ? value : throw OutOfRange(field);
    }

    public bool ReadBool(JsonField field, JsonValueKind kind) => kind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => throw Unexpected(field, "true or false"),
    };

    public string ReadString(JsonField field, JsonValueKind kind) =>
        kind == JsonValueKind.String ? ReadString() : throw Unexpected(field, "a string");

    /// <summary>The text of the string that is next.</summary>
    public string ReadString() => Lexer.Text();

    public readonly string Decode(ReadOnlySpan<TUnit> inside, bool escaped) => Lexer.Decode(inside, escaped);

    public FieldValue ToMapKey(JsonField key, ReadOnlySpan<TUnit> name, bool escaped)
    {
        if (key.Kind == FieldKind.String)
            return FieldValue.FromString(Decode(name, escaped));
        ReadOnlySpan<TUnit> text = escaped ? Resolve(name) : name;
        switch (key.Kind)
        {
            case FieldKind.Bool:
                bool value = IsAscii(text, "true");
                if (!value && !IsAscii(text, "false"))
                    throw Unexpected(key, "\"true\" or \"false\"");
                return FieldValue.FromBool(value);
            case FieldKind.UInt64 or FieldKind.Fixed64: return FieldValue.FromUInt64(ToUInt64(text, key));
            case FieldKind.UInt32 or FieldKind.Fixed32: return FieldValue.FromUInt32(ToUInt64(text, key) is var wide && wide == (uint)wide ? (uint)wide : throw OutOfRange(key));
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64: return FieldValue.FromInt64(ToInt64(text, key));
            default: return FieldValue.FromInt32(ToInt64(text, key) is var signed && signed == (int)signed ? (int)signed : throw OutOfRange(key));
        }
    }

    /// <summary>The same text without escapes.</summary>
    public readonly ReadOnlySpan<TUnit> Resolve(ReadOnlySpan<TUnit> escaped)
    {
        string text = Decode(escaped, escaped: true);
        return typeof(TUnit) == typeof(byte) ? MemoryMarshal.Cast<byte, TUnit>(Encoding.UTF8.GetBytes(text)) : MemoryMarshal.Cast<char, TUnit>(text);
    }

    /// <summary>Reads a Timestamp, Duration or FieldMask, which are strings.</summary>
    public void ReadTextForm(IReflectable message, JsonForm form, JsonValueKind kind)
    {
        if (kind != JsonValueKind.String)
            throw Lexer.Fault($"expected a string for {message.Descriptor.FullName} but found {Describe()}");
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
            throw Lexer.Fault(form == JsonForm.Timestamp
                ? $"\"{text}\" is no RFC 3339 time from 0001-01-01T00:00:00Z to 9999-12-31T23:59:59.999999999Z"
                : $"\"{text}\" is no duration such as \"1.5s\" within ±315576000000.999999999s");
        }

        message.SetField(0, FieldValue.FromInt64(seconds));
        message.SetField(1, FieldValue.FromInt32(nanos));
    }

    /// <summary>The last value or name, for an error.</summary>
    public readonly string Describe()
    {
        JsonLexer<TUnit> lexer = Lexer.Again();
        switch (lexer.Next())
        {
            case JsonValueKind.Object: return "an object";
            case JsonValueKind.Array: return "an array";
            case JsonValueKind.True: return "true";
            case JsonValueKind.False: return "false";
            case JsonValueKind.Null: return "null";
            case JsonValueKind.Number: return $"the number {Shorten(ToText(lexer.Number(out _, out _)))}";
            default: return $"the string \"{Shorten(Decode(lexer.String(out bool escaped), escaped))}\"";
        }
    }

    private void ReadFieldMask(IReflectable message, string text)
    {
        if (text.Length == 0)
            return;
        IRepeatedField paths = message.GetField(0).AsRepeated();
        foreach (Range part in text.AsSpan().Split(','))
        {
            if (!FieldMaskText.TryToSnake(text.AsSpan(part), out string path))
                throw Lexer.Fault($"\"{text}\" is no list of field paths in lower camel case");
            paths.Add(FieldValue.FromString(path));
        }
    }

    // The number's text; or nothing, and the value, where a string stands for what is no number.
    private ReadOnlySpan<TUnit> ReadDecimal(JsonField field, JsonValueKind kind, out DecimalNumber number, out bool exact, out double special)
    {
        special = 0;
        if (kind == JsonValueKind.Number)
            return Lexer.Number(out number, out exact);
        ReadOnlySpan<TUnit> text = NumberText(field, kind);
        if (JsonDecimal.TryRead(text, out int length, out number, out exact) && length == text.Length)
            return text;
        special = IsAscii(text, "NaN") ? double.NaN
            : IsAscii(text, "Infinity") ? double.PositiveInfinity
            : IsAscii(text, "-Infinity") ? double.NegativeInfinity
            : throw Unexpected(field, "a number");
        return default;
    }

    private bool TryReadEnum(JsonField field, JsonValueKind kind, bool ignoreUnknown, out FieldValue value)
    {
        JsonEnum type = field.Enum!;
        value = default;
        if (kind == JsonValueKind.Null && type.IsNullValue)
        {
            value = FieldValue.FromEnum(0);
            return true;
        }

        if (kind == JsonValueKind.Number)
        {
            int number = ReadInt32(field, kind);
            value = FieldValue.FromEnum(number);
            // A closed enum has no room for a number without a name.
            if (!type.Descriptor.IsClosed || type.NameOf(number) is not null)
                return true;
            return ignoreUnknown ? false : throw Lexer.Fault($"{type.Descriptor.FullName} has no value {number}");
        }

        if (kind != JsonValueKind.String)
            throw Unexpected(field, "the name or the number of an enum value");
        ReadOnlySpan<TUnit> inside = Lexer.String(out bool escaped);
        EnumValueDescriptor? named = type.Find(escaped ? Resolve(inside) : inside);
        if (named is null)
            return ignoreUnknown ? false : throw Lexer.Fault($"{type.Descriptor.FullName} has no value \"{Shorten(Decode(inside, escaped))}\"");
        value = FieldValue.FromEnum(named.Number);
        return true;
    }

    // Standard and URL-safe base64, with and without padding.
    private ByteString ReadBytes(JsonField field, JsonValueKind kind)
    {
        if (kind != JsonValueKind.String)
            throw Unexpected(field, "a string of base64");
        ReadOnlySpan<TUnit> inside = Lexer.String(out bool escaped);
        return Base64Text.TryDecode(escaped ? Resolve(inside) : inside, out byte[] bytes) ? ByteString.FromOwned(bytes) : throw Unexpected(field, "a string of base64");
    }

    // The digits of a number, or of a string that stands for one.
    private ReadOnlySpan<TUnit> NumberText(JsonField field, JsonValueKind kind)
    {
        if (kind == JsonValueKind.Number)
            return Lexer.Number(out _, out _);
        if (kind != JsonValueKind.String)
            throw Unexpected(field, "a number");
        ReadOnlySpan<TUnit> inside = Lexer.String(out bool escaped);
        return escaped ? Resolve(inside) : inside;
    }

    private long ToInt64(ReadOnlySpan<TUnit> text, JsonField field)
    {
        // Most are plain digits; the exact reader takes fractions and exponents as well.
        if (JsonInteger.TryPlain(text, out long plain, out int length) && length == text.Length)
            return plain;
        return JsonInteger.TryParse(text, out bool negative, out ulong magnitude) && JsonInteger.TryToInt64(negative, magnitude, out long value)
            ? value
            : throw OutOfRange(field);
    }

    private ulong ToUInt64(ReadOnlySpan<TUnit> text, JsonField field)
    {
        if (JsonInteger.TryPlain(text, out long plain, out int length) && length == text.Length)
            return ToUnsigned(plain, field);
        return JsonInteger.TryParse(text, out bool negative, out ulong magnitude) && (!negative || magnitude == 0) ? magnitude : throw OutOfRange(field);
    }

    private ulong ToUnsigned(long value, JsonField field) => value >= 0 ? (ulong)value : throw OutOfRange(field);

    private static bool IsAscii(ReadOnlySpan<TUnit> text, string ascii)
    {
        if (text.Length != ascii.Length)
            return false;
        for (int i = 0; i < ascii.Length; i++)
        {
            if (text[i] != TUnit.CreateTruncating(ascii[i]))
                return false;
        }

        return true;
    }

    private static string ToText(ReadOnlySpan<TUnit> text) => typeof(TUnit) == typeof(byte)
        ? Encoding.UTF8.GetString(MemoryMarshal.Cast<TUnit, byte>(text))
        : new string(MemoryMarshal.Cast<TUnit, char>(text));

    private static string Shorten(string text) => text.Length <= 40 ? text : text[..40] + "…";

    private JsonFaultException OutOfRange(JsonField field) =>
        Lexer.Fault($"{Describe()} is not a value of {field.Descriptor.FullName}, which is {KindName(field)}");

    private JsonFaultException Unexpected(JsonField field, string expected) =>
        Lexer.Fault($"expected {expected} for {field.Descriptor.FullName} but found {Describe()}");

    private static string KindName(JsonField field) => field.Kind.ToString().ToLowerInvariant();
}
