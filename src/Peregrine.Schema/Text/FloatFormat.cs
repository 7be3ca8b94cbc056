using System;
using System.Globalization;

namespace Peregrine.Schema;

/// <summary>The text of floating-point defaults, as C's <c>%g</c> with as many digits as it takes to come back.</summary>
internal static class FloatFormat
{
    public static string Format(double value)
    {
        if (TryFormatSpecial(value, out var special))
            return special;
        var text = FormatGeneral(value, 15);
        return Parse(text) == value ? text : FormatGeneral(value, 17);
    }

    public static string Format(float value)
    {
        if (TryFormatSpecial(value, out var special))
            return special;
        var text = FormatGeneral(value, 6);
        // C's strtof reports subnormal numbers as out of range, and the reference takes that for a difference.
        var isSubnormal = value != 0 && Math.Abs(value) < 1.17549435e-38f;
        return !isSubnormal && (float)Parse(text) == value ? text : FormatGeneral(value, 9);
    }

    private static bool TryFormatSpecial(double value, out string text)
    {
        text = double.IsNaN(value) ? "nan" : double.IsPositiveInfinity(value) ? "inf" : double.IsNegativeInfinity(value) ? "-inf" : "";
        return text.Length > 0;
    }

    private static double Parse(string text)
    {
        try
        {
            return double.Parse(text, NumberStyles.Float, CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return double.PositiveInfinity;
        }
    }

    // C's %.{precision}g: scientific below 1e-4 and from 10^precision, else plain; trailing zeros dropped.
    private static string FormatGeneral(double value, int precision)
    {
        var scientific = value.ToString("E" + (precision - 1).ToString(CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
        var e = scientific.IndexOf('E');
        var exponent = int.Parse(scientific.Substring(e + 1), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
        var negative = scientific[0] == '-';
        var digits = scientific.Substring(negative ? 1 : 0, e - (negative ? 1 : 0)).Replace(".", "").TrimEnd('0');
        if (digits.Length == 0)
            digits = "0";
        var text = exponent < -4 || exponent >= precision ? Scientific(digits, exponent) : Plain(digits, exponent);
        return negative || (value == 0 && 1 / value < 0) ? "-" + text : text;
    }

    private static string Scientific(string digits, int exponent)
    {
        var mantissa = digits.Length == 1 ? digits : digits[0] + "." + digits.Substring(1);
        var magnitude = Math.Abs(exponent).ToString("00", CultureInfo.InvariantCulture);
        return $"{mantissa}e{(exponent < 0 ? "-" : "+")}{magnitude}";
    }

    private static string Plain(string digits, int exponent)
    {
        if (exponent < 0)
            return digits == "0" ? "0" : "0." + new string('0', -exponent - 1) + digits;
        if (digits.Length <= exponent + 1)
            return digits.PadRight(exponent + 1, '0');
        return digits.Substring(0, exponent + 1) + "." + digits.Substring(exponent + 1);
    }
}
