using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;

namespace Peregrine.Protobuf.Wire;

/// <summary>Arithmetic of varints: numbers in seven-bit groups, the lowest first, the high bit of a byte saying that more follow.</summary>
internal static class Varint
{
    public const int MaxBytes = 10;

    public const int MaxTagBytes = 5;

    private const ulong Payload = 0x7f7f7f7f7f7f7f7f;
    private const ulong Continuation = 0x8080808080808080;

    /// <summary>How many bytes <paramref name="value"/> takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Length(ulong value) => ((BitOperations.Log2(value | 1) * 9) + 73) >> 6;

    /// <summary>
    /// The encoding of <paramref name="value"/> in the last bytes of a word, as the backward writer stores it; <paramref name="length"/> above 8 means that it does not fit one.
    /// By table: in a loop over many values loads are cheaper than the arithmetic.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong EncodeHigh(ulong value, out int length)
    {
        // SAFETY: the tables have an entry for each number of leading zeros of a number that is not 0.
        int zeros = BitOperations.LeadingZeroCount(value | 1);
        length = Unsafe.Add(ref MemoryMarshal.GetReference(Lengths), zeros);
        return (Spread(value) << Unsafe.Add(ref MemoryMarshal.GetReference(Shifts), zeros)) | Unsafe.Add(ref MemoryMarshal.GetReference(HighMasks), zeros);
    }

    /// <summary>Writes <paramref name="value"/> to the front of <paramref name="destination"/> and says how many bytes it took.</summary>
    public static int Write(Span<byte> destination, ulong value)
    {
        int length = 0;
        for (; value >= 0x80; value >>= 7)
            destination[length++] = (byte)(value | 0x80);
        destination[length++] = (byte)value;
        return length;
    }

    /// <summary>Puts seven bits into each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Spread(ulong value)
    {
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.ParallelBitDeposit(value, Payload);
        value = ((value << 4) & 0x0fffffff00000000) | (value & 0x000000000fffffff);
        value = ((value << 2) & 0x3fff00003fff0000) | (value & 0x00003fff00003fff);
        return ((value << 1) & 0x7f007f007f007f00) | (value & 0x007f007f007f007f);
    }

    /// <summary>Takes seven bits from each byte.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Compact(ulong word)
    {
        if (Bmi2.X64.IsSupported)
            return Bmi2.X64.ParallelBitExtract(word, Payload);
        word &= Payload;
        word = ((word & 0x7f007f007f007f00) >> 1) | (word & 0x007f007f007f007f);
        word = ((word & 0x3fff00003fff0000) >> 2) | (word & 0x00003fff00003fff);
        return ((word & 0x0fffffff00000000) >> 4) | (word & 0x000000000fffffff);
    }

    /// <summary>The stop bits of eight bytes: the high bit of each byte that ends a varint.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Stops(ulong word) => ~word & Continuation;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static uint ZigZag(int value) => (uint)((value << 1) ^ (value >> 31));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong ZigZag(long value) => (ulong)((value << 1) ^ (value >> 63));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int UnZigZag(uint value) => (int)(value >> 1) ^ -(int)(value & 1);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static long UnZigZag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    private static ReadOnlySpan<byte> Lengths =>
    [
        10, 9, 9, 9, 9, 9, 9, 9, 8, 8, 8, 8, 8, 8, 8, 7,
        7, 7, 7, 7, 7, 7, 6, 6, 6, 6, 6, 6, 6, 5, 5, 5,
        5, 5, 5, 5, 4, 4, 4, 4, 4, 4, 4, 3, 3, 3, 3, 3,
        3, 3, 2, 2, 2, 2, 2, 2, 2, 1, 1, 1, 1, 1, 1, 1,
    ];

    private static ReadOnlySpan<byte> Shifts =>
    [
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8,
        8, 8, 8, 8, 8, 8, 16, 16, 16, 16, 16, 16, 16, 24, 24, 24,
        24, 24, 24, 24, 32, 32, 32, 32, 32, 32, 32, 40, 40, 40, 40, 40,
        40, 40, 48, 48, 48, 48, 48, 48, 48, 56, 56, 56, 56, 56, 56, 56,
    ];

    // The continuation bits of all bytes but the last.
    private static ReadOnlySpan<ulong> HighMasks =>
    [
        0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000,
        0x0080808080808080, 0x0080808080808080, 0x0080808080808080, 0x0080808080808080, 0x0080808080808080, 0x0080808080808080, 0x0080808080808080, 0x0080808080808000,
        0x0080808080808000, 0x0080808080808000, 0x0080808080808000, 0x0080808080808000, 0x0080808080808000, 0x0080808080808000, 0x0080808080800000, 0x0080808080800000,
        0x0080808080800000, 0x0080808080800000, 0x0080808080800000, 0x0080808080800000, 0x0080808080800000, 0x0080808080000000, 0x0080808080000000, 0x0080808080000000,
        0x0080808080000000, 0x0080808080000000, 0x0080808080000000, 0x0080808080000000, 0x0080808000000000, 0x0080808000000000, 0x0080808000000000, 0x0080808000000000,
        0x0080808000000000, 0x0080808000000000, 0x0080808000000000, 0x0080800000000000, 0x0080800000000000, 0x0080800000000000, 0x0080800000000000, 0x0080800000000000,
        0x0080800000000000, 0x0080800000000000, 0x0080000000000000, 0x0080000000000000, 0x0080000000000000, 0x0080000000000000, 0x0080000000000000, 0x0080000000000000,
        0x0080000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000, 0x0000000000000000,
    ];
}
