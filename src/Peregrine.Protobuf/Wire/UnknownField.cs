using System.Diagnostics;

namespace Peregrine.Protobuf;

/// <summary>One field that the schema does not know.</summary>
[DebuggerDisplay("{Number}: {WireType} {Number64}")]
public readonly struct UnknownField
{
    private UnknownField(int number, WireType wireType, ulong value, ByteString bytes)
    {
        Number = number;
        WireType = wireType;
        Number64 = value;
        Bytes = bytes;
    }

    /// <summary>The field's number.</summary>
    public int Number { get; }

    /// <summary>How the value is laid out.</summary>
    public WireType WireType { get; }

    /// <summary>The value of a varint or of a fixed-size number.</summary>
    public ulong Number64 { get; }

    /// <summary>The bytes of a length-delimited value, or the fields within a group in the wire format.</summary>
    public ByteString Bytes { get; }

    /// <summary>Takes fields apart.</summary>
    /// <exception cref="InvalidProtocolBufferException">They are not whole fields.</exception>
    public static IReadOnlyList<UnknownField> Parse(ReadOnlySpan<byte> fields)
    {
        var result = new List<UnknownField>();
        var reader = new WireReader(fields);
        for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
            result.Add(Read(tag, ref reader));
        return result;
    }

    private static UnknownField Read(uint tag, ref WireReader reader)
    {
        int number = (int)(tag >> 3);
        var wireType = (WireType)(tag & 7);
        switch (wireType)
        {
            case WireType.Varint:
                return new UnknownField(number, wireType, reader.ReadUInt64(), default);
            case WireType.Fixed64:
                return new UnknownField(number, wireType, reader.ReadFixed64(), default);
            case WireType.Fixed32:
                return new UnknownField(number, wireType, reader.ReadFixed32(), default);
            case WireType.LengthDelimited:
                return new UnknownField(number, wireType, 0, reader.ReadBytes());
            default:
                int start = reader.Position;
                reader.SkipField(tag);
                int end = reader.Position - EndTagLength(number);
                return new UnknownField(number, wireType, 0, ByteString.CopyFrom(reader.Buffer[start..end]));
        }
    }

    private static int EndTagLength(int number) => Wire.Varint.Length(((ulong)(uint)number << 3) | (uint)WireType.EndGroup);
}
