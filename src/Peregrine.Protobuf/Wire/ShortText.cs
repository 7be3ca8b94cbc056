using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace Peregrine.Protobuf.Wire;

/// <summary>
/// Widening and narrowing of ASCII texts up to 32 characters, which most texts in messages are: two loads that overlap in the middle instead of a loop.
/// </summary>
internal static class ShortText
{
    public const int MaxLength = 32;

    private const ulong NotAscii = 0x8080808080808080;

    /// <summary>Whether 0 to 32 bytes are all ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsAscii(ReadOnlySpan<byte> bytes)
    {
        // SAFETY: every load here and below, and every store, lies within the first `length` elements, which both sides have.
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        int length = bytes.Length;
        if (length >= 16)
            return (Vector128.LoadUnsafe(ref source) | Vector128.LoadUnsafe(ref source, (nuint)(length - 16))).ExtractMostSignificantBits() == 0;
        if (length >= 8)
            return ((Unsafe.ReadUnaligned<ulong>(ref source) | Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, length - 8))) & NotAscii) == 0;
        int seen = 0;
        for (int i = 0; i < length; i++)
            seen |= Unsafe.Add(ref source, i);
        return seen < 0x80;
    }

    /// <summary>Widens 0 to 32 ASCII bytes to as many characters.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static void Widen(ReadOnlySpan<byte> bytes, ref char destination)
    {
        ref byte source = ref MemoryMarshal.GetReference(bytes);
        ref ushort target = ref Unsafe.As<char, ushort>(ref destination);
        int length = bytes.Length;
        if (length >= 16)
        {
            Vector128<byte> first = Vector128.LoadUnsafe(ref source);
            Vector128<byte> last = Vector128.LoadUnsafe(ref source, (nuint)(length - 16));
            Vector128.WidenLower(first).StoreUnsafe(ref target);
            Vector128.WidenUpper(first).StoreUnsafe(ref target, 8);
            Vector128.WidenLower(last).StoreUnsafe(ref target, (nuint)(length - 16));
            Vector128.WidenUpper(last).StoreUnsafe(ref target, (nuint)(length - 8));
        }
        else if (length >= 8)
        {
            ulong last = Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref source, length - 8));
            Vector128.WidenLower(Vector128.CreateScalarUnsafe(Unsafe.ReadUnaligned<ulong>(ref source)).AsByte()).StoreUnsafe(ref target);
            Vector128.WidenLower(Vector128.CreateScalarUnsafe(last).AsByte()).StoreUnsafe(ref target, (nuint)(length - 8));
        }
        else
        {
            for (int i = 0; i < length; i++)
                Unsafe.Add(ref target, i) = Unsafe.Add(ref source, i);
        }
    }

    /// <summary>Narrows 0 to 32 characters to as many bytes; false, with the destination in any state, when they are not all ASCII.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryNarrow(ReadOnlySpan<char> text, ref byte destination)
    {
        ref ushort source = ref Unsafe.As<char, ushort>(ref MemoryMarshal.GetReference(text));
        int length = text.Length;
        if (length >= 16)
        {
            Vector256<ushort> first = Vector256.LoadUnsafe(ref source);
            Vector256<ushort> last = Vector256.LoadUnsafe(ref source, (nuint)(length - 16));
            if (((first | last) & Vector256.Create((ushort)0xff80)) != Vector256<ushort>.Zero)
                return false;
            Vector128.Narrow(first.GetLower(), first.GetUpper()).StoreUnsafe(ref destination);
            Vector128.Narrow(last.GetLower(), last.GetUpper()).StoreUnsafe(ref destination, (nuint)(length - 16));
            return true;
        }

        if (length >= 8)
        {
            Vector128<ushort> first = Vector128.LoadUnsafe(ref source);
            Vector128<ushort> last = Vector128.LoadUnsafe(ref source, (nuint)(length - 8));
            if (((first | last) & Vector128.Create((ushort)0xff80)) != Vector128<ushort>.Zero)
                return false;
            Unsafe.WriteUnaligned(ref destination, Vector128.Narrow(first, first).AsUInt64().ToScalar());
            Unsafe.WriteUnaligned(ref Unsafe.Add(ref destination, length - 8), Vector128.Narrow(last, last).AsUInt64().ToScalar());
            return true;
        }

        for (int i = 0; i < length; i++)
        {
            ushort next = Unsafe.Add(ref source, i);
            if (next >= 0x80)
                return false;
            Unsafe.Add(ref destination, i) = (byte)next;
        }

        return true;
    }
}
