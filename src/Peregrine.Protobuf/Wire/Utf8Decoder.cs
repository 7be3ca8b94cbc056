using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Runtime.Intrinsics.X86;

namespace Peregrine.Protobuf.Wire;

/// <summary>
/// Decodes UTF-8 that is not all ASCII, where the processor can gather bytes: 64 bytes are checked together, and the last bytes of their characters, the bytes before these and the
/// bytes before those again are brought together in three vectors, which make up the characters. The platform goes from character to character.
/// </summary>
internal static class Utf8Decoder
{
    /// <summary>How many characters more than there are bytes the destination must hold: whole vectors are stored.</summary>
    public const int Slack = 64;

    private const int BlockLength = 64;

    // Two continuing bytes have the sign bit and are below this; the first byte of a character is not.
    private const sbyte LeastFirst = -64;

    // Of the first 64 bytes. Where there are fewer, the platform's loops over ASCII are as fast.
    private const int LeastBeyondAscii = 12;

    /// <summary>Whether the processor has what this takes.</summary>
    public static bool IsSupported => Avx512Vbmi2.IsSupported;

    // By the six lower bits of a character's first byte.
    private static readonly Vector512<byte> s_leastSecond = Vector512.Create<byte>([.. Enumerable.Range(0xc0, BlockLength).Select(LeastSecond)]);
    private static readonly Vector512<byte> s_secondRange = Vector512.Create<byte>([.. Enumerable.Range(0xc0, BlockLength).Select(static first => (byte)(GreatestSecond(first) - LeastSecond(first)))]);

    private static Vector512<byte> Places => Vector512<byte>.Indices;

    /// <summary>Whether this is faster than the platform, by length and beginning of the text.</summary>
    public static bool Pays(ReadOnlySpan<byte> bytes) =>
        IsSupported && bytes.Length > BlockLength && BitOperations.PopCount(Vector512.Create(bytes).ExtractMostSignificantBits()) >= LeastBeyondAscii;

    /// <summary>Decodes into <paramref name="destination"/>, which is at least <see cref="Slack"/> longer than <paramref name="bytes"/>. False when they are not UTF-8.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> bytes, Span<char> destination, out int written)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, bytes.Length + Slack);
        // SAFETY: a block is read where it and one byte more are left, or from the copy of the rest, which zeros follow. No character has more units than bytes, so that what was
        // written before a block is at most what was read, and the slack holds all that a block writes.
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        ref ushort target = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(destination));
        written = 0;
        int at = 0;
        while (bytes.Length - at > BlockLength)
        {
            int read = DecodeBlock(ref Unsafe.Add(ref source, at), ref Unsafe.Add(ref target, written), out int units);
            if (read == 0)
                return false;
            at += read;
            written += units;
        }

        return TryDecodeRest(bytes[at..], ref target, ref written);
    }

    private static bool TryDecodeRest(ReadOnlySpan<byte> rest, ref ushort target, ref int written)
    {
        Span<byte> padded = stackalloc byte[2 * BlockLength];
        padded.Clear();
        rest.CopyTo(padded);
        int at = 0;
        while (at < rest.Length)
        {
            int read = DecodeBlock(ref padded[at], ref Unsafe.Add(ref target, written), out int units);
            if (read == 0)
                return false;
            at += read;
            written += units;
        }

        // Each zero behind the end became a character.
        written -= at - rest.Length;
        return true;
    }

    /// <summary>Decodes the characters that end within 64 bytes, from a character's first on. Returns their length in bytes; 0 when they are not UTF-8.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int DecodeBlock(ref byte source, ref ushort target, out int units)
    {
        Vector512<byte> block = Vector512.LoadUnsafe(ref source);
        if (block.ExtractMostSignificantBits() == 0)
        {
            Vector512.WidenLower(block).StoreUnsafe(ref target);
            Vector512.WidenUpper(block).StoreUnsafe(ref target, (nuint)Vector512<ushort>.Count);
            return units = BlockLength;
        }

        Vector512<byte> next = Vector512.LoadUnsafe(ref source, 1);
        // A character ends where the next byte continues none.
        Vector512<byte> ends = Vector512.GreaterThanOrEqual(next.AsSByte(), Vector512.Create(LeastFirst)).AsByte();
        ulong four = AtLeast(block, 0xf0);
        units = 0;
        if (!IsValid(block, next, ends.ExtractMostSignificantBits(), four))
            return 0;
        int read = BlockLength - BitOperations.LeadingZeroCount(ends.ExtractMostSignificantBits());
        // Of a character of four bytes a pair of units is made: one also ends with its third byte.
        if (four != 0)
            ends |= ThirdsOfFour(block);
        units = BitOperations.PopCount(ends.ExtractMostSignificantBits());
        Gather(block, Avx512Vbmi2.Compress(Vector512<byte>.Zero, ends, Places), units, four != 0, ref target);
        return read;
    }

    // Of those whose fourth byte lies in the block too.
    private static Vector512<byte> ThirdsOfFour(Vector512<byte> block)
    {
        Vector512<byte> firsts = Vector512.GreaterThanOrEqual(block, Vector512.Create((byte)0xf0));
        Vector512<byte> thirds = Avx512Vbmi.PermuteVar64x8(firsts, Places - Vector512.Create((byte)2));
        return thirds & Vector512.LessThan(Places - Vector512.Create((byte)2), Vector512.Create((byte)(BlockLength - 3)));
    }

    /// <summary>Makes a unit of the byte at each of the places and of those before it that are of the same character.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Gather(Vector512<byte> block, Vector512<byte> places, int units, bool hasPairs, ref ushort target)
    {
        Vector512<byte> lasts = Avx512Vbmi.PermuteVar64x8(block, places);
        Vector512<byte> seconds = Avx512Vbmi.PermuteVar64x8(block, places - Vector512<byte>.One) & IsNotAscii(lasts);
        Vector512<byte> thirds = Avx512Vbmi.PermuteVar64x8(block, places - Vector512.Create((byte)2)) & Continues(seconds);
        Combine(Vector512.WidenLower(lasts), Vector512.WidenLower(seconds), Vector512.WidenLower(thirds), hasPairs).StoreUnsafe(ref target);
        if (units > Vector512<ushort>.Count)
        {
            Combine(Vector512.WidenUpper(lasts), Vector512.WidenUpper(seconds), Vector512.WidenUpper(thirds), hasPairs)
                .StoreUnsafe(ref target, (nuint)Vector512<ushort>.Count);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<ushort> Combine(Vector512<ushort> lasts, Vector512<ushort> seconds, Vector512<ushort> thirds, bool hasPairs)
    {
        Vector512<ushort> units = (lasts & Vector512.Create((ushort)0x7f)) | ((seconds & Vector512.Create((ushort)0x3f)) << 6) | (thirds << 12);
        if (!hasPairs)
            return units;
        // Behind its first byte a character of four has the upper half of a pair, all but the 0x10000 that a pair does not hold; behind a continuing one the lower.
        Vector512<ushort> upper = (units >> 4) + Vector512.Create((ushort)(0xd800 - (0x10000 >> 10)));
        Vector512<ushort> lower = (units & Vector512.Create((ushort)0x3ff)) | Vector512.Create((ushort)0xdc00);
        units = Vector512.ConditionalSelect(Vector512.GreaterThanOrEqual(thirds, Vector512.Create((ushort)0xf0)), upper, units);
        return Vector512.ConditionalSelect(Vector512.LessThan(thirds - Vector512.Create((ushort)0x80), Vector512.Create((ushort)0x40)), lower, units);
    }

    /// <summary>RFC 3629 §4, for 64 bytes from a character's first on, and for whether the byte behind them continues one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsValid(Vector512<byte> block, Vector512<byte> next, ulong ends, ulong four)
    {
        Vector512<byte> isFirst = Vector512.LessThan(block - Vector512.Create((byte)0xc2), Vector512.Create((byte)(0xf5 - 0xc2)));
        ulong first = isFirst.ExtractMostSignificantBits();
        ulong three = AtLeast(block, 0xe0);
        // A permutation looks at the six lower bits of a byte, in which the first bytes of long characters differ.
        Vector512<byte> aboveLeast = next - Avx512Vbmi.PermuteVar64x8(s_leastSecond, block);
        ulong wrongSecond = (isFirst & Vector512.GreaterThan(aboveLeast, Avx512Vbmi.PermuteVar64x8(s_secondRange, block))).ExtractMostSignificantBits();
        // The first bytes of long characters say which bytes go on with one in the next; no others may.
        ulong wrongPlace = (first | (three << 1) | (four << 2)) ^ ~ends;
        // What is not ASCII begins a character or goes on with the one of the byte before.
        ulong wrongByte = block.ExtractMostSignificantBits() & ~(first | (~ends << 1));
        return (wrongPlace | wrongSecond | wrongByte) == 0;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> IsNotAscii(Vector512<byte> bytes) => Vector512.GreaterThanOrEqual(bytes, Vector512.Create((byte)0x80));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector512<byte> Continues(Vector512<byte> bytes) => Vector512.LessThan(bytes.AsSByte(), Vector512.Create(LeastFirst)).AsByte();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong AtLeast(Vector512<byte> bytes, byte least) => Vector512.GreaterThanOrEqual(bytes, Vector512.Create(least)).ExtractMostSignificantBits();

    // RFC 3629 §4: what would be longer than it need be, a surrogate, or beyond U+10FFFF shows in the second byte.
    private static byte LeastSecond(int first) => first switch
    {
        0xe0 => 0xa0,
        0xf0 => 0x90,
        _ => 0x80,
    };

    private static byte GreatestSecond(int first) => first switch
    {
        0xed => 0x9f,
        0xf4 => 0x8f,
        _ => 0xbf,
    };
}
