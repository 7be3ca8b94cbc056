using System.Text;
using Peregrine.Protobuf.Json;

namespace Peregrine.Protobuf.Tests.Json;

public class DurationTextTests
{
    [Theory]
    [InlineData("0s", 0, 0)]
    [InlineData("1.500s", 1, 500_000_000)]
    [InlineData("-0.500s", 0, -500_000_000)]
    [InlineData("-5s", -5, 0)]
    [InlineData("1.000010s", 1, 10_000)]
    [InlineData("315576000000.999999999s", DurationText.MaxSeconds, 999_999_999)]
    [InlineData("-315576000000.999999999s", -DurationText.MaxSeconds, -999_999_999)]
    public void Canonical_text_comes_back_the_same(string text, long seconds, int nanos)
    {
        Assert.True(DurationText.TryParse(Encoding.ASCII.GetBytes(text), out long actualSeconds, out int actualNanos));
        Assert.Equal((seconds, nanos), (actualSeconds, actualNanos));
        Span<byte> buffer = stackalloc byte[DurationText.MaxLength];
        Assert.Equal(text, Encoding.ASCII.GetString(buffer[..DurationText.Format(seconds, nanos, buffer)]));
    }

    [Theory]
    [InlineData("")]
    [InlineData("s")]
    [InlineData("1")]
    [InlineData("-s")]
    [InlineData("--1s")]
    [InlineData("+1s")]
    [InlineData(" 1s")]
    [InlineData("1 s")]
    [InlineData("1.s")]
    [InlineData("1.0000000001s")]
    [InlineData("315576000001s")]
    [InlineData("99999999999999999999s")]
    public void What_is_no_duration_in_range_is_refused(string text) =>
        Assert.False(DurationText.TryParse(Encoding.ASCII.GetBytes(text), out _, out _));

    [Fact]
    public void Seconds_and_nanoseconds_of_different_signs_are_out_of_range()
    {
        Assert.False(DurationText.InRange(1, -1));
        Assert.False(DurationText.InRange(-1, 1));
        Assert.True(DurationText.InRange(0, -1));
    }
}
