using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using Peregrine.Protobuf.Wire;

namespace Peregrine.Protobuf;

/// <summary>For generated code: writes packed values, the last first, with one check for room in a block of them.</summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class PackedWriting
{
    private const int Block = 64;

    /// <summary>Writes packed <c>int32</c>.</summary>
    public static void WriteInt32(ref WireWriter writer, uint tag, ReadOnlySpan<int> values) => WriteVarints<int, VarintCodecs.Int32>(ref writer, tag, values);

    /// <summary>Writes packed <c>int64</c>.</summary>
    public static void WriteInt64(ref WireWriter writer, uint tag, ReadOnlySpan<long> values) => WriteVarints<long, VarintCodecs.Int64>(ref writer, tag, values);

    /// <summary>Writes packed <c>uint32</c>.</summary>
    public static void WriteUInt32(ref WireWriter writer, uint tag, ReadOnlySpan<uint> values) => WriteVarints<uint, VarintCodecs.UInt32>(ref writer, tag, values);

    /// <summary>Writes packed <c>uint64</c>.</summary>
    public static void WriteUInt64(ref WireWriter writer, uint tag, ReadOnlySpan<ulong> values) => WriteVarints<ulong, VarintCodecs.UInt64>(ref writer, tag, values);

    /// <summary>Writes packed <c>sint32</c>.</summary>
    public static void WriteSInt32(ref WireWriter writer, uint tag, ReadOnlySpan<int> values) => WriteVarints<int, VarintCodecs.SInt32>(ref writer, tag, values);

    /// <summary>Writes packed <c>sint64</c>.</summary>
    public static void WriteSInt64(ref WireWriter writer, uint tag, ReadOnlySpan<long> values) => WriteVarints<long, VarintCodecs.SInt64>(ref writer, tag, values);

    /// <summary>Writes packed <c>bool</c>.</summary>
    public static void WriteBool(ref WireWriter writer, uint tag, ReadOnlySpan<bool> values) => WriteVarints<bool, VarintCodecs.Bool>(ref writer, tag, values);

    /// <summary>Writes packed enum values.</summary>
    public static void WriteEnum<T>(ref WireWriter writer, uint tag, ReadOnlySpan<T> values)
        where T : struct, Enum => WriteVarints<T, VarintCodecs.Enum<T>>(ref writer, tag, values);

    /// <summary>Writes packed <c>fixed32</c>.</summary>
    public static void WriteFixed32(ref WireWriter writer, uint tag, ReadOnlySpan<uint> values) => WriteFixed(ref writer, tag, values);

    /// <summary>Writes packed <c>fixed64</c>.</summary>
    public static void WriteFixed64(ref WireWriter writer, uint tag, ReadOnlySpan<ulong> values) => WriteFixed(ref writer, tag, values);

    /// <summary>Writes packed <c>sfixed32</c>.</summary>
    public static void WriteSFixed32(ref WireWriter writer, uint tag, ReadOnlySpan<int> values) => WriteFixed(ref writer, tag, values);

    /// <summary>Writes packed <c>sfixed64</c>.</summary>
    public static void WriteSFixed64(ref WireWriter writer, uint tag, ReadOnlySpan<long> values) => WriteFixed(ref writer, tag, values);

    /// <summary>Writes packed <c>float</c>.</summary>
    public static void WriteFloat(ref WireWriter writer, uint tag, ReadOnlySpan<float> values) => WriteFixed(ref writer, tag, values);

    /// <summary>Writes packed <c>double</c>.</summary>
    public static void WriteDouble(ref WireWriter writer, uint tag, ReadOnlySpan<double> values) => WriteFixed(ref writer, tag, values);

    private static void WriteFixed<T>(ref WireWriter writer, uint tag, ReadOnlySpan<T> values)
        where T : unmanaged
    {
        int end = writer.Written;
        ReadOnlySpan<byte> bytes = MemoryMarshal.AsBytes(values);
        if (BitConverter.IsLittleEndian)
        {
            writer.WriteRaw(bytes);
        }
        else
        {
            Span<T> turned = MemoryMarshal.Cast<byte, T>(writer.Take(bytes.Length));
            for (int i = 0; i < values.Length; i++)
                turned[i] = LittleEndian.Reverse(values[i]);
        }

        writer.WriteLength(tag, end);
    }

    private static void WriteVarints<T, TCodec>(ref WireWriter writer, uint tag, ReadOnlySpan<T> values)
        where TCodec : struct, IVarintCodec<T>
    {
        int end = writer.Written;
        while (!values.IsEmpty)
        {
            ReadOnlySpan<T> block = values[Math.Max(0, values.Length - Block)..];
            values = values[..^block.Length];
            Span<byte> room = writer.Take(block.Length * Varint.MaxBytes);
            writer.Return(WriteBlock<T, TCodec>(block, room));
        }

        writer.WriteLength(tag, end);
    }

    /// <summary>Writes values to the end of <paramref name="room"/>, which has ten bytes for each, and says where they begin.</summary>
    private static int WriteBlock<T, TCodec>(ReadOnlySpan<T> block, Span<byte> room)
        where TCodec : struct, IVarintCodec<T>
    {
        ref T values = ref MemoryMarshal.GetReference(block);
        ref byte start = ref MemoryMarshal.GetReference(room);
        int at = room.Length;
        int left = block.Length;
        while (left > 0)
        {
            if (TCodec.IsPlain32 && left >= 8 && Vector256.IsHardwareAccelerated)
            {
                // Eight values of one byte each, as small numbers and enums are: narrowed in one step.
                Vector256<uint> eight = Vector256.LoadUnsafe(ref Unsafe.As<T, uint>(ref Unsafe.Add(ref values, left - 8)));
                if (Vector256.EqualsAll(eight & Vector256.Create(~0x7fu), Vector256<uint>.Zero))
                {
                    Vector128<ushort> halves = Vector128.Narrow(eight.GetLower(), eight.GetUpper());
                    at -= 8;
                    left -= 8;
                    Unsafe.WriteUnaligned(ref Unsafe.Add(ref start, at), Vector128.Narrow(halves, halves).AsUInt64().ToScalar());
                    continue;
                }
            }

            // SAFETY: ten bytes of room for each value; the store's low bytes fall into room not yet used, or into the writer's slack before it.
            for (int last = Math.Max(0, left - 8); left > last;)
            {
                ulong value = TCodec.Encode(Unsafe.Add(ref values, --left));
                ulong word = Varint.EncodeHigh(value, out int length);
                if (length <= 8)
                    LittleEndian.WriteUInt64(ref Unsafe.Add(ref start, at - 8), word);
                else
                    Varint.Write(room[(at - length)..], value);
                at -= length;
            }
        }

        return at;
    }
}
