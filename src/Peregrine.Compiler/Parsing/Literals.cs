using System;
using System.Globalization;

namespace Peregrine.Compiler.Parsing;

/// <summary>The values of literal tokens.</summary>
internal static class Literals
{
    /// <summary>Parses a decimal, octal or hexadecimal integer; false when it exceeds the maximum.</summary>
    public static bool TryParseInteger(byte[] text, int start, int end, ulong max, out ulong value)
    {
        value = 0;
        uint radix = 10;
        if (end - start > 1 && text[start] == '0')
        {
            radix = text[start + 1] is (byte)'x' or (byte)'X' ? 16u : 8u;
            start += radix == 16 ? 2 : 1;
        }

        for (; start < end; start++)
        {
            var digit = Digit(text[start]);
            if (digit >= radix)
                return false;
            if (value > (max - digit) / radix)
                return false;
            value = value * radix + digit;
        }

        return value <= max;
    }

    /// <summary>Parses a decimal floating-point literal; too large is infinity.</summary>
    public static double ParseFloat(string text)
    {
        // "1e" and "1e+" were reported by the lexer; they count as 1.
        text = text.TrimEnd('+', '-', 'e', 'E', 'f', 'F');
        if (text.Length == 0)
            return 0;
        try
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            // Only old runtimes, in which Roslyn may load this, throw here.
            return double.PositiveInfinity;
        }
        catch (FormatException)
        {
            return 0;
        }
    }

    private static uint Digit(byte c) => c switch
    {
        >= (byte)'0' and <= (byte)'9' => (uint)(c - '0'),
        >= (byte)'a' and <= (byte)'f' => (uint)(c - 'a' + 10),
        >= (byte)'A' and <= (byte)'F' => (uint)(c - 'A' + 10),
        _ => uint.MaxValue,
    };
}
