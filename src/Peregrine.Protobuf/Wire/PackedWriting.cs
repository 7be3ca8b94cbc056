using System.ComponentModel;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
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
            ref byte start = ref MemoryMarshal.GetReference(room);
            int at = room.Length;
            for (int i = block.Length - 1; i >= 0; i--)
            {
                ulong value = TCodec.Encode(block[i]);
                int length = Varint.Length(value);
                if (length <= 8)
                {
                    // SAFETY: ten bytes of room for each value; the store's low bytes fall into room not yet used, or into the writer's slack before it.
                    LittleEndian.WriteUInt64(ref Unsafe.Add(ref start, at - 8), Varint.Encode(value, length) << (64 - (8 * length)));
                }
                else
                {
                    Varint.Write(room[(at - length)..], value);
                }

                at -= length;
            }

            writer.Return(at);
        }

        writer.WriteLength(tag, end);
    }
}
