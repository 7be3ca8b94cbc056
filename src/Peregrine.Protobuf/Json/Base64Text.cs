using System.Buffers;
using System.Buffers.Text;
using System.Numerics;
using System.Runtime.InteropServices;
using System.Text;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// Base64 as lenient as ProtoJSON wants it: the standard and the URL-safe alphabet, with padding, without, and with bits left over in the last character. The common
/// form is read by the platform's vectorised decoder, which knows bytes only; the rest digit by digit. Written is the standard alphabet with padding.
/// </summary>
internal static class Base64Text
{
    // Of UTF-16 that is narrowed at a time: whole groups of four.
    private const int PieceLength = 1024;

    /// <summary>How many characters the base64 of the bytes has.</summary>
    public static int LengthOf(ByteString value) => Base64.GetMaxEncodedToUtf8Length(value.Length);

    /// <summary>Writes the base64 of the bytes to the beginning of <paramref name="to"/>.</summary>
    public static void Encode<TUnit>(ByteString value, Span<TUnit> to)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (typeof(TUnit) == typeof(byte))
            Base64.EncodeToUtf8(value.Span, MemoryMarshal.Cast<TUnit, byte>(to), out _, out _);
        else
            Convert.TryToBase64Chars(value.Span, MemoryMarshal.Cast<TUnit, char>(to), out _);
    }

    public static bool TryDecode<TUnit>(ReadOnlySpan<TUnit> text, out byte[] bytes)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        ReadOnlySpan<TUnit> digits = text.TrimEnd(TUnit.CreateTruncating('='));
        bytes = FreshArray.ToBeFilled<byte>((int)((long)digits.Length * 6 / 8));
        // One character holds less than a byte; and there are at most two signs of padding.
        if (digits.Length % 4 == 1 || text.Length - digits.Length > 2)
            return false;
        return TryDecodeCommon(text, bytes) || TryDecodeDigits(digits, bytes);
    }

    private static bool TryDecodeCommon<TUnit>(ReadOnlySpan<TUnit> text, byte[] bytes)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        if (text.Length % 4 != 0)
            return false;
        int written;
        bool valid = typeof(TUnit) == typeof(byte)
            ? Base64.DecodeFromUtf8(MemoryMarshal.Cast<TUnit, byte>(text), bytes, out _, out written) == OperationStatus.Done
            : TryDecodePieces(MemoryMarshal.Cast<TUnit, char>(text), bytes, out written);
        // Fewer where the platform passes over spaces, which are no base64 here.
        return valid && written == bytes.Length;
    }

    private static bool TryDecodePieces(ReadOnlySpan<char> text, Span<byte> bytes, out int written)
    {
        Span<byte> piece = stackalloc byte[PieceLength];
        written = 0;
        while (!text.IsEmpty)
        {
            ReadOnlySpan<char> next = text[..Math.Min(text.Length, PieceLength)];
            text = text[next.Length..];
            if (Ascii.FromUtf16(next, piece, out int narrowed) != OperationStatus.Done ||
                Base64.DecodeFromUtf8(piece[..narrowed], bytes[written..], out _, out int more, isFinalBlock: text.IsEmpty) != OperationStatus.Done)
                return false;
            written += more;
        }

        return true;
    }

    private static bool TryDecodeDigits<TUnit>(ReadOnlySpan<TUnit> digits, byte[] bytes)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        uint bits = 0;
        int count = 0;
        int at = 0;
        foreach (TUnit digit in digits)
        {
            int value = ValueOf((char)ushort.CreateTruncating(digit));
            if (value < 0)
                return false;
            bits = (bits << 6) | (uint)value;
            count += 6;
            if (count < 8)
                continue;
            count -= 8;
            bytes[at++] = (byte)(bits >> count);
        }

        return true;
    }

    private static int ValueOf(char digit) => digit switch
    {
        >= 'A' and <= 'Z' => digit - 'A',
        >= 'a' and <= 'z' => digit - 'a' + 26,
        >= '0' and <= '9' => digit - '0' + 52,
        '+' or '-' => 62,
        '/' or '_' => 63,
        _ => -1,
    };
}
