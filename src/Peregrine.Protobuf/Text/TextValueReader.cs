using System.Buffers;
using System.Globalization;
using System.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Text;

/// <summary>Reads scalar values from tokens. Part of a <see cref="TextMessageReader"/>.</summary>
internal ref struct TextValueReader
{
    private static readonly UTF8Encoding s_strictUtf8 = new(false, throwOnInvalidBytes: true);

    public TextTokenizer Tokens;

    /// <summary>False: an enum name that is unknown and may be passed over.</summary>
    public bool TryReadScalar(FieldDescriptor field, bool ignoreUnknownEnums, out FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.Int32 or FieldKind.SInt32 or FieldKind.SFixed32:
                value = FieldValue.FromInt32((int)ReadSigned(field, int.MinValue, int.MaxValue));
                return true;
            case FieldKind.UInt32 or FieldKind.Fixed32: value = FieldValue.FromUInt32((uint)ReadUnsigned(field, uint.MaxValue)); return true;
            case FieldKind.Int64 or FieldKind.SInt64 or FieldKind.SFixed64:
                value = FieldValue.FromInt64(ReadSigned(field, long.MinValue, long.MaxValue));
                return true;
            case FieldKind.UInt64 or FieldKind.Fixed64: value = FieldValue.FromUInt64(ReadUnsigned(field, ulong.MaxValue)); return true;
            case FieldKind.Double: value = FieldValue.FromDouble(ReadDouble(field)); return true;
            case FieldKind.Float: value = FieldValue.FromFloat(ReadFloat(field)); return true;
            case FieldKind.Bool: value = FieldValue.FromBool(ReadBool(field)); return true;
            case FieldKind.String: value = FieldValue.FromString(ReadString(field)); return true;
            case FieldKind.Bytes: value = FieldValue.FromBytes(ByteString.FromOwned(ReadBytes(field).WrittenMemory.ToArray())); return true;
            case FieldKind.Enum: return TryReadEnum(field, ignoreUnknownEnums, out value);
            default: throw new InvalidOperationException($"{field.FullName} is no scalar");
        }
    }

    /// <summary>Reads over a scalar of any type.</summary>
    public void SkipScalar()
    {
        if (Tokens.Kind == TextTokenKind.String)
        {
            while (Tokens.Kind == TextTokenKind.String)
                Tokens.Next();
            return;
        }

        Tokens.TrySymbol('-');
        if (!Tokens.IsNumber && Tokens.Kind != TextTokenKind.Identifier)
            throw Tokens.Error($"expected a value but found {Tokens.Describe()}");
        Tokens.Next();
    }

    private long ReadSigned(FieldDescriptor field, long min, long max)
    {
        TextTokenizer start = Tokens;
        bool negative = Tokens.TrySymbol('-');
        ulong magnitude = ReadMagnitude(field);
        ulong limit = negative ? (ulong)-(min + 1) + 1 : (ulong)max;
        if (magnitude > limit)
            throw start.Error($"the value is outside {field.FullName}, which is {KindName(field)}");
        return negative ? unchecked(-(long)magnitude) : (long)magnitude;
    }

    private ulong ReadUnsigned(FieldDescriptor field, ulong max)
    {
        TextTokenizer start = Tokens;
        ulong magnitude = ReadMagnitude(field);
        return magnitude <= max ? magnitude : throw start.Error($"the value is outside {field.FullName}, which is {KindName(field)}");
    }

    private ulong ReadMagnitude(FieldDescriptor field)
    {
        ReadOnlySpan<byte> digits = Tokens.Token;
        uint radix = Tokens.Kind switch
        {
            TextTokenKind.Decimal => 10,
            TextTokenKind.Octal => 8,
            TextTokenKind.Hex => 16,
            _ => throw Unexpected(field, "an integer"),
        };
        if (radix == 16)
            digits = digits[2..];
        UInt128 value = 0;
        foreach (byte digit in digits)
        {
            value = (value * radix) + (uint)Uri.FromHex((char)digit);
            if (value > ulong.MaxValue)
                throw Tokens.Error($"the value is outside {field.FullName}, which is {KindName(field)}");
        }

        Tokens.Next();
        return (ulong)value;
    }

    // Beyond the range a literal is an infinity, as in the reference implementation.
    private double ReadDouble(FieldDescriptor field)
    {
        string text = ReadFloatText(field, out bool negative);
        double value = double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return negative ? -value : value;
    }

    private float ReadFloat(FieldDescriptor field)
    {
        string text = ReadFloatText(field, out bool negative);
        float value = float.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        return negative ? -value : value;
    }

    private string ReadFloatText(FieldDescriptor field, out bool negative)
    {
        negative = Tokens.TrySymbol('-');
        string token = Encoding.ASCII.GetString(Tokens.Token);
        string? text = Tokens.Kind switch
        {
            TextTokenKind.Decimal => token,
            TextTokenKind.Float => token.TrimEnd('f', 'F'),
            TextTokenKind.Identifier => token.ToLowerInvariant() switch
            {
                "inf" or "infinity" => "Infinity",
                "nan" => "NaN",
                _ => null,
            },
            _ => null,
        };
        if (text is null)
            throw Unexpected(field, "a number");
        Tokens.Next();
        return text;
    }

    private bool ReadBool(FieldDescriptor field)
    {
        if (Tokens.Kind is TextTokenKind.Decimal or TextTokenKind.Octal or TextTokenKind.Hex)
            return ReadUnsigned(field, 1) == 1;
        ReadOnlySpan<byte> token = Tokens.Token;
        bool value = token.SequenceEqual("true"u8) || token.SequenceEqual("True"u8) || token.SequenceEqual("t"u8);
        if (!value && !token.SequenceEqual("false"u8) && !token.SequenceEqual("False"u8) && !token.SequenceEqual("f"u8))
            throw Unexpected(field, "true or false");
        Tokens.Next();
        return value;
    }

    private string ReadString(FieldDescriptor field)
    {
        TextTokenizer start = Tokens;
        try
        {
            return s_strictUtf8.GetString(ReadBytes(field).WrittenSpan);
        }
        catch (DecoderFallbackException)
        {
            throw start.Error($"the string for {field.FullName} is not valid UTF-8");
        }
    }

    // Strings that stand beside each other are one.
    private ArrayBufferWriter<byte> ReadBytes(FieldDescriptor field)
    {
        if (Tokens.Kind != TextTokenKind.String)
            throw Unexpected(field, "a string");
        var bytes = new ArrayBufferWriter<byte>();
        for (; Tokens.Kind == TextTokenKind.String; Tokens.Next())
        {
            if (TextString.Decode(Tokens.Token, bytes) is { } problem)
                throw Tokens.Error(problem);
        }

        return bytes;
    }

    private bool TryReadEnum(FieldDescriptor field, bool ignoreUnknown, out FieldValue value)
    {
        EnumDescriptor type = field.EnumType!;
        TextTokenizer start = Tokens;
        value = default;
        if (Tokens.Kind == TextTokenKind.Identifier)
        {
            string name = Encoding.ASCII.GetString(Tokens.Token);
            Tokens.Next();
            if (type.FindValueByName(name) is not { } named)
                return ignoreUnknown ? false : throw start.Error($"{type.FullName} has no value {name}");
            value = FieldValue.FromEnum(named.Number);
            return true;
        }

        int number = (int)ReadSigned(field, int.MinValue, int.MaxValue);
        value = FieldValue.FromEnum(number);
        // A closed enum has no room for a number without a name.
        if (!type.IsClosed || type.FindValueByNumber(number) is not null)
            return true;
        return ignoreUnknown ? false : throw start.Error($"{type.FullName} has no value {number}");
    }

    private readonly InvalidProtocolBufferException Unexpected(FieldDescriptor field, string expected) =>
        Tokens.Error($"expected {expected} for {field.FullName} but found {Tokens.Describe()}");

    private static string KindName(FieldDescriptor field) => field.Kind.ToString().ToLowerInvariant();
}
