using System.Text;
using Peregrine.Protocols;

namespace Peregrine.Tests.Protocols;

public class GrpcTimeoutTests
{
    [Theory]
    [InlineData("1H", 36_000_000_000)]
    [InlineData("2M", 1_200_000_000)]
    [InlineData("3S", 30_000_000)]
    [InlineData("4m", 40_000)]
    [InlineData("5u", 50)]
    [InlineData("600n", 6)]
    [InlineData("0S", 0)]
    [InlineData("99999999H", 99_999_999L * 36_000_000_000)]
    public void Each_unit_is_read(string text, long ticks)
    {
        Assert.True(GrpcTimeout.TryParse(Encoding.ASCII.GetBytes(text), out TimeSpan timeout));
        Assert.Equal(ticks, timeout.Ticks);
    }

    [Theory]
    [InlineData("")]
    [InlineData("5")]
    [InlineData("S")]
    [InlineData("-1S")]
    [InlineData("1s")]
    [InlineData("1.5S")]
    [InlineData(" 1S")]
    [InlineData("123456789S")]
    public void What_is_not_of_the_grammar_is_not_read(string text) =>
        Assert.False(GrpcTimeout.TryParse(Encoding.ASCII.GetBytes(text), out _));

    [Theory]
    [InlineData(1, "100n")]
    [InlineData(999_999, "99999900n")]
    [InlineData(1_000_000, "100000u")]
    [InlineData(1_000_001, "100001u")]
    [InlineData(999_999_990, "99999999u")]
    [InlineData(999_999_991, "100000m")]
    [InlineData(1_000_000_000_000, "100000S")]
    [InlineData(1_000_000_000_001, "100001S")]
    public void Rule_19_a_timeout_fits_eight_digits_and_is_rounded_up(long ticks, string expected) => Assert.Equal(expected, Format(ticks));

    [Theory]
    [InlineData(0)]
    [InlineData(-5)]
    public void Rule_19_a_timeout_is_never_written_as_nothing(long ticks) => Assert.Equal("100n", Format(ticks));

    [Fact]
    public void Rule_19_the_longest_timeout_stays_within_the_grammar()
    {
        string text = Format(long.MaxValue);
        Assert.True(GrpcTimeout.TryParse(Encoding.ASCII.GetBytes(text), out TimeSpan timeout));
        Assert.True(timeout > TimeSpan.FromDays(3_000_000));
    }

    [Fact]
    public void Rule_19_what_is_written_is_never_shorter_than_what_was_meant()
    {
        var random = new Random(19);
        for (int i = 0; i < 10_000; i++)
        {
            long ticks = random.NextInt64(1, 1L << random.Next(1, 60));
            Assert.True(GrpcTimeout.TryParse(Encoding.ASCII.GetBytes(Format(ticks)), out TimeSpan read));
            Assert.True(read.Ticks >= ticks, $"{ticks} became {read.Ticks}");
        }
    }

    private static string Format(long ticks)
    {
        Span<byte> text = stackalloc byte[GrpcTimeout.MaxLength];
        int length = GrpcTimeout.Format(new TimeSpan(ticks), text);
        return Encoding.ASCII.GetString(text[..length]);
    }
}
