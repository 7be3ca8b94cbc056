using System;

namespace Peregrine.Schema;

/// <summary>Numbers as the bits that go on the wire.</summary>
internal static class OptionNumbers
{
    /// <summary>Not a number, with the sign bit clear as C has it; .NET's has it set.</summary>
    public static readonly double NaN = BitConverter.Int64BitsToDouble(0x7FF8000000000000);

    public static ulong Encode(FieldKind kind, long value) => kind switch
    {
        FieldKind.SInt32 or FieldKind.SInt64 => (ulong)((value << 1) ^ (value >> 63)),
        FieldKind.SFixed32 => (uint)(int)value,
        _ => (ulong)value,
    };

    public static ulong Encode(FieldKind kind, double value) => kind == FieldKind.Double
        ? (ulong)BitConverter.DoubleToInt64Bits(value)
        : BitConverter.ToUInt32(BitConverter.GetBytes((float)value), 0);

}
