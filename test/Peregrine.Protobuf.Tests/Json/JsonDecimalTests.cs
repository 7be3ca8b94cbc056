using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using Peregrine.Protobuf.Json;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonDecimalTests
{
    [Theory]
    [InlineData("0")]
    [InlineData("-0")]
    [InlineData("12")]
    [InlineData("-12.50")]
    [InlineData("0.1")]
    [InlineData("1e5")]
    [InlineData("1E-5")]
    [InlineData("1.25e+10")]
    [InlineData("12345678")]
    [InlineData("123456789.123456789")]
    [InlineData("0.000000000000000000012345")]
    [InlineData("1234567890123456789")]
    [InlineData("1e-999999999999")]
    [InlineData("0e999999999999")]
    [InlineData("9007199254740993")]
    [InlineData("9007199254740993e1")]
    [InlineData("4503599627370497.5")]
    [InlineData("2.2250738585072011e-308")]
    [InlineData("5e-324")]
    [InlineData("1.7976931348623158e308")]
    [InlineData("16777217")]
    public void A_number_has_the_platform_s_value(string text)
    {
        Assert.True(TryRead(text, out int length, out DecimalNumber number, out bool exact));
        Assert.Equal(text.Length, length);
        Assert.True(exact);
        double sign = text[0] == '-' ? -1 : 1;
        if (number.TryToDouble(out double value))
            Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), sign * value);
        if (number.TryToSingle(out float single))
            Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), (float)sign * single);
    }

    [Theory]
    [InlineData("12345678901234567890")]
    [InlineData("0.12345678901234567890")]
    [InlineData("1.0000000000000000000")]
    public void More_than_19_digits_are_not_exact(string text)
    {
        Assert.True(TryRead(text, out _, out _, out bool exact));
        Assert.False(exact);
    }

    [Theory]
    [InlineData("", 0)]
    [InlineData("-", 1)]
    [InlineData("+1", 0)]
    [InlineData(".5", 0)]
    [InlineData("1.", 2)]
    [InlineData("1.e5", 2)]
    [InlineData("1e", 2)]
    [InlineData("1e+", 3)]
    [InlineData("-x", 1)]
    public void What_the_grammar_does_not_allow_is_no_number(string text, int length)
    {
        Assert.False(TryRead(text, out int read, out _, out _));
        Assert.Equal(length, read);
    }

    [Theory]
    [InlineData("01", 1)]
    [InlineData("1,", 1)]
    [InlineData("12.5]", 4)]
    [InlineData("1234567/", 7)]
    [InlineData("1234567:", 7)]
    public void A_number_ends_where_the_grammar_does(string text, int length)
    {
        Assert.True(TryRead(text, out int read, out _, out _));
        Assert.Equal(length, read);
    }

    [Fact]
    public void Decimals_round_as_the_platform_does()
    {
        var random = new Random(3);
        for (int i = 0; i < 20_000; i++)
        {
            Check((ulong)random.NextInt64(1L << random.Next(1, 63)), random.Next(-345, 320));
            Check((ulong)random.NextInt64(1L << 62) * 2, random.Next(-30, 30));
            // Halfway between two neighbours.
            Check((((1UL << 53) + (ulong)random.NextInt64(1L << 53)) * 2) + 1, 0);
            Check((((1UL << 24) + (ulong)random.NextInt64(1L << 24)) * 2) + 1, 0);
            Check(((1UL << 25) + (ulong)random.NextInt64(1L << 25)) * 5, -1);
        }

        static void Check(ulong digits, int exponent)
        {
            string text = string.Create(CultureInfo.InvariantCulture, $"{digits}e{exponent}");
            var number = new DecimalNumber(digits, exponent);
            if (number.TryToDouble(out double value))
                Assert.Equal(double.Parse(text, CultureInfo.InvariantCulture), value);
            if (number.TryToSingle(out float single))
                Assert.Equal(float.Parse(text, CultureInfo.InvariantCulture), single);
        }
    }

    // In both encodings, which agree.
    private static bool TryRead(string text, out int length, out DecimalNumber number, out bool exact)
    {
        bool valid = JsonDecimal.TryRead(MemoryMarshal.Cast<char, ushort>(text), out length, out number, out exact);
        Assert.Equal(valid, JsonDecimal.TryRead<byte>(Encoding.UTF8.GetBytes(text), out int narrowLength, out DecimalNumber narrow, out bool narrowExact));
        Assert.Equal((length, number, exact), (narrowLength, narrow, narrowExact));
        return valid;
    }
}
