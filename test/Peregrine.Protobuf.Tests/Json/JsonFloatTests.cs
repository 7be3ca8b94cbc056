using System.Globalization;
using System.Text;
using Peregrine.Protobuf.Json;

namespace Peregrine.Protobuf.Tests.Json;

public class JsonFloatTests
{
    private const int Rounds = 20_000;

    [Theory]
    [InlineData(1, "1")]
    [InlineData(-0.0, "-0")]
    [InlineData(0.1, "0.1")]
    [InlineData(0.25, "0.25")]
    [InlineData(123000, "123000")]
    [InlineData(0.0001, "0.0001")]
    [InlineData(0.00001, "1E-05")]
    [InlineData(1e16, "10000000000000000")]
    [InlineData(1e17, "1E+17")]
    [InlineData(1.5e-7, "1.5E-07")]
    [InlineData(12345678901234567890.0, "1.2345678901234567E+19")]
    [InlineData(9007199254740993, "9007199254740992")]
    [InlineData(double.MaxValue, "1.7976931348623157E+308")]
    [InlineData(double.Epsilon, "5E-324")]
    [InlineData(1E-323, "1E-323")]
    [InlineData(2.2250738585072014e-308, "2.2250738585072014E-308")]
    public void Doubles_have_the_fewest_digits(double value, string text) => Assert.Equal(text, Text(value));

    [Theory]
    [InlineData(0.1f, "0.1")]
    [InlineData(16777216f, "16777216")]
    [InlineData(1e9f, "1E+09")]
    [InlineData(float.MaxValue, "3.4028235E+38")]
    [InlineData(float.Epsilon, "1E-45")]
    public void Floats_have_the_fewest_digits(float value, string text) => Assert.Equal(text, Text(value));

    [Fact]
    public void Every_double_reads_back_and_is_no_longer_than_the_platform_s()
    {
        var random = new Random(1);
        for (int i = 0; i < Rounds; i++)
        {
            Check(BitConverter.Int64BitsToDouble(random.NextInt64(long.MinValue, long.MaxValue)));
            Check(random.NextDouble());
            Check(Math.Round(random.NextDouble() * 1e6, random.Next(8)));
            Check(random.NextInt64(1L << random.Next(1, 63)));
            Check(Math.ScaleB(1, random.Next(-1074, 1024)));
        }

        static void Check(double value)
        {
            if (!double.IsFinite(value))
                return;
            string text = Text(value);
            Assert.Equal(value, double.Parse(text, CultureInfo.InvariantCulture));
            // At powers of two the platform's shortest form may be that of a neighbour.
            string platform = value.ToString("R", CultureInfo.InvariantCulture);
            if (double.Parse(platform, CultureInfo.InvariantCulture).Equals(value))
                Assert.Equal(platform, text);
        }
    }

    [Fact]
    public void Every_float_reads_back_and_is_no_longer_than_the_platform_s()
    {
        var random = new Random(2);
        for (int i = 0; i < Rounds; i++)
        {
            Check(BitConverter.Int32BitsToSingle(random.Next(int.MinValue, int.MaxValue)));
            Check(random.NextSingle());
            Check(MathF.ScaleB(1, random.Next(-149, 128)));
        }

        static void Check(float value)
        {
            if (!float.IsFinite(value))
                return;
            string text = Text(value);
            Assert.Equal(value, float.Parse(text, CultureInfo.InvariantCulture));
            string platform = value.ToString("R", CultureInfo.InvariantCulture);
            if (float.Parse(platform, CultureInfo.InvariantCulture).Equals(value))
                Assert.Equal(platform, text);
        }
    }

    private static string Text(double value)
    {
        Span<byte> narrow = stackalloc byte[JsonFloat.MaxLength];
        Span<ushort> wide = stackalloc ushort[JsonFloat.MaxLength];
        string text = Encoding.ASCII.GetString(narrow[..JsonFloat.Write(value, narrow)]);
        Assert.Equal(text.Length, JsonFloat.Write(value, wide));
        for (int i = 0; i < text.Length; i++)
            Assert.Equal(text[i], (char)wide[i]);
        return text;
    }

    private static string Text(float value)
    {
        Span<byte> narrow = stackalloc byte[JsonFloat.MaxLength];
        return Encoding.ASCII.GetString(narrow[..JsonFloat.Write(value, narrow)]);
    }
}
