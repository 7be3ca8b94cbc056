using System.Buffers;
using System.Numerics;
using System.Runtime.InteropServices;

namespace Peregrine.Protobuf.Json;

/// <summary>
/// Base64 as lenient as ProtoJSON wants it: the standard and the URL-safe alphabet, with padding, without, and with bits left over in the last character. The common
/// form is read by the platform's vectorised decoder; the rest digit by digit.
/// </summary>
internal static class Base64Text
{
    public static bool TryDecode<TUnit>(ReadOnlySpan<TUnit> text, out byte[] bytes)
        where TUnit : unmanaged, IBinaryInteger<TUnit>
    {
        ReadOnlySpan<TUnit> digits = text.TrimEnd(TUnit.CreateTruncating('='));
        bytes = GC.AllocateUninitializedArray<byte>((int)((long)digits.Length * 6 / 8));
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
            ? System.Buffers.Text.Base64.DecodeFromUtf8(MemoryMarshal.Cast<TUnit, byte>(text), bytes, out _, out written) == OperationStatus.Done
            : Convert.TryFromBase64Chars(MemoryMarshal.Cast<TUnit, char>(text), bytes, out written);
        // Fewer where the platform passes over spaces, which are no base64 here.
        return valid && written == bytes.Length;
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
