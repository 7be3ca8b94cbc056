using System.ComponentModel;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Peregrine.Protobuf.Wire;

namespace Peregrine.Protobuf;

/// <summary>For generated code: reads packed values, whose count is known before the first is read, straight into the array of a repeated field.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedReading
{
    /// <summary>Reads packed <c>int32</c>.</summary>
    public static void ReadInt32(ref WireReader reader, RepeatedField<int> target) => ReadVarints<int, VarintCodecs.Int32>(ref reader, target);

    /// <summary>Reads packed <c>int64</c>.</summary>
    public static void ReadInt64(ref WireReader reader, RepeatedField<long> target) => ReadVarints<long, VarintCodecs.Int64>(ref reader, target);

    /// <summary>Reads packed <c>uint32</c>.</summary>
    public static void ReadUInt32(ref WireReader reader, RepeatedField<uint> target) => ReadVarints<uint, VarintCodecs.UInt32>(ref reader, target);

    /// <summary>Reads packed <c>uint64</c>.</summary>
    public static void ReadUInt64(ref WireReader reader, RepeatedField<ulong> target) => ReadVarints<ulong, VarintCodecs.UInt64>(ref reader, target);

    /// <summary>Reads packed <c>sint32</c>.</summary>
    public static void ReadSInt32(ref WireReader reader, RepeatedField<int> target) => ReadVarints<int, VarintCodecs.SInt32>(ref reader, target);

    /// <summary>Reads packed <c>sint64</c>.</summary>
    public static void ReadSInt64(ref WireReader reader, RepeatedField<long> target) => ReadVarints<long, VarintCodecs.SInt64>(ref reader, target);

    /// <summary>Reads packed <c>bool</c>.</summary>
    public static void ReadBool(ref WireReader reader, RepeatedField<bool> target) => ReadVarints<bool, VarintCodecs.Bool>(ref reader, target);

    /// <summary>Reads packed values of an open enum.</summary>
    public static void ReadEnum<T>(ref WireReader reader, RepeatedField<T> target)
        where T : struct, Enum => ReadVarints<T, VarintCodecs.Enum<T>>(ref reader, target);

    /// <summary>Reads packed <c>fixed32</c>.</summary>
    public static void ReadFixed32(ref WireReader reader, RepeatedField<uint> target) => ReadFixed(ref reader, target);

    /// <summary>Reads packed <c>fixed64</c>.</summary>
    public static void ReadFixed64(ref WireReader reader, RepeatedField<ulong> target) => ReadFixed(ref reader, target);

    /// <summary>Reads packed <c>sfixed32</c>.</summary>
    public static void ReadSFixed32(ref WireReader reader, RepeatedField<int> target) => ReadFixed(ref reader, target);

    /// <summary>Reads packed <c>sfixed64</c>.</summary>
    public static void ReadSFixed64(ref WireReader reader, RepeatedField<long> target) => ReadFixed(ref reader, target);

    /// <summary>Reads packed <c>float</c>.</summary>
    public static void ReadFloat(ref WireReader reader, RepeatedField<float> target) => ReadFixed(ref reader, target);

    /// <summary>Reads packed <c>double</c>.</summary>
    public static void ReadDouble(ref WireReader reader, RepeatedField<double> target) => ReadFixed(ref reader, target);

    private static void ReadFixed<T>(ref WireReader reader, RepeatedField<T> target)
        where T : unmanaged
    {
        ReadOnlySpan<byte> bytes = reader.ReadDelimited();
        int count = bytes.Length / Unsafe.SizeOf<T>();
        if (count * Unsafe.SizeOf<T>() != bytes.Length)
            WireErrors.ThrowPackedRemainder(bytes.Length, Unsafe.SizeOf<T>(), reader.Position - bytes.Length);
        Span<T> values = target.Append(count);
        bytes.CopyTo(MemoryMarshal.AsBytes(values));
        if (BitConverter.IsLittleEndian)
            return;
        foreach (ref T value in values)
            value = LittleEndian.Reverse(value);
    }

    private static void ReadVarints<T, TCodec>(ref WireReader reader, RepeatedField<T> target)
        where TCodec : struct, IVarintCodec<T>
    {
        ReadOnlySpan<byte> bytes = reader.ReadDelimited();
        if (bytes.IsEmpty)
            return;
        if (bytes[^1] >= 0x80)
            WireErrors.ThrowTruncated(reader.Position);
        Span<T> values = target.Append(CountVarints(bytes));
        int start = 0;
        int filled = 0;
        // SAFETY: a varint that ends within a block and begins eight bytes before the end of the data can be loaded whole; there are as many values as ends.
        ref byte first = ref MemoryMarshal.GetReference(bytes);
        ref T value = ref MemoryMarshal.GetReference(values);
        for (int block = 0; bytes.Length - block >= Vector256<byte>.Count + 8; block += Vector256<byte>.Count)
        {
            // The bytes that end a varint are found for the whole block at once, so that no varint waits for the length of the one before.
            uint ends = ~Vector256.LoadUnsafe(ref first, (nuint)block).ExtractMostSignificantBits();
            while (ends != 0)
            {
                int next = block + BitOperations.TrailingZeroCount(ends) + 1;
                ends &= ends - 1;
                int length = next - start;
                ulong varint = length <= 8
                    ? Varint.Compact(LittleEndian.ReadUInt64(ref Unsafe.Add(ref first, start)) & (ulong.MaxValue >> (64 - (8 * length))))
                    : ReadLong(bytes, start, reader.Position - bytes.Length);
                Unsafe.Add(ref value, filled++) = TCodec.Decode(varint);
                start = next;
            }
        }

        while (start < bytes.Length)
        {
            values[filled++] = TCodec.Decode(ReadLong(bytes, start, reader.Position - bytes.Length));
            while (bytes[start++] >= 0x80)
            {
                // To behind its last byte.
            }
        }
    }

    private static ulong ReadLong(ReadOnlySpan<byte> bytes, int start, int offset)
    {
        ulong value = 0;
        int at = start;
        for (int shift = 0; shift < 70; shift += 7)
        {
            byte next = bytes[at++]; // the last byte ends a varint, so this stays within
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
                return value;
        }

        WireErrors.ThrowLongVarint(offset + start);
        return 0;
    }

    /// <summary>How many bytes end a varint.</summary>
    private static int CountVarints(ReadOnlySpan<byte> bytes)
    {
        int continued = 0;
        int at = 0;
        if (Vector256.IsHardwareAccelerated)
        {
            for (; bytes.Length - at >= Vector256<byte>.Count; at += Vector256<byte>.Count)
                continued += BitOperations.PopCount(Vector256.Create(bytes[at..]).ExtractMostSignificantBits());
        }

        for (; at < bytes.Length; at++)
            continued += bytes[at] >> 7;
        return bytes.Length - continued;
    }
}
