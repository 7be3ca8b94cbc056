namespace Peregrine.Protobuf.Json;

/// <summary>
/// Base64 as lenient as ProtoJSON wants it: the standard and the URL-safe alphabet, with padding, without, and with bits left over in the last character. The common
/// form is read by the platform's vectorised decoder; this is for the rest.
/// </summary>
internal static class Base64Text
{
    public static bool TryDecode(string text, out byte[] bytes)
    {
        ReadOnlySpan<char> digits = text.AsSpan().TrimEnd('=');
        bytes = new byte[(int)((long)digits.Length * 6 / 8)];
        // One character holds less than a byte; and there are at most two signs of padding.
        if (digits.Length % 4 == 1 || text.Length - digits.Length > 2)
            return false;
        uint bits = 0;
        int count = 0;
        int at = 0;
        foreach (char digit in digits)
        {
            int value = ValueOf(digit);
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
