using System.Text;
using Peregrine.Protobuf.Json;

namespace Peregrine.Protobuf.Tests.Json;

public class TimestampTextTests
{
    [Theory]
    [InlineData("1970-01-01T00:00:00Z", 0, 0)]
    [InlineData("0001-01-01T00:00:00Z", TimestampText.MinSeconds, 0)]
    [InlineData("9999-12-31T23:59:59.999999999Z", TimestampText.MaxSeconds, 999_999_999)]
    [InlineData("1969-12-31T23:59:59.999999999Z", -1, 999_999_999)]
    [InlineData("2000-02-29T12:34:56.120Z", 951_827_696, 120_000_000)]
    [InlineData("1970-01-01T00:00:00.000010Z", 0, 10_000)]
    public void Canonical_text_comes_back_the_same(string text, long seconds, int nanos)
    {
        Assert.True(TimestampText.TryParse(Encoding.ASCII.GetBytes(text), out long actualSeconds, out int actualNanos));
        Assert.Equal((seconds, nanos), (actualSeconds, actualNanos));
        Span<byte> buffer = stackalloc byte[TimestampText.MaxLength];
        Assert.Equal(text, Encoding.ASCII.GetString(buffer[..TimestampText.Format(seconds, nanos, buffer)]));
    }

    [Theory]
    [InlineData("1970-01-01T08:00:01+08:00", 1)]
    [InlineData("1969-12-31T16:00:01-08:00", 1)]
    [InlineData("0001-01-01T00:00:00-00:01", TimestampText.MinSeconds + 60)]
    public void An_offset_is_taken_off(string text, long seconds)
    {
        Assert.True(TimestampText.TryParse(Encoding.ASCII.GetBytes(text), out long actual, out _));
        Assert.Equal(seconds, actual);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1970-01-01")]
    [InlineData("1970-01-01T00:00:00")]
    [InlineData("1970-01-01 00:00:00Z")]
    [InlineData("1970-01-01T00:00:00z")]
    [InlineData("1970-13-01T00:00:00Z")]
    [InlineData("2001-02-29T00:00:00Z")]
    [InlineData("1970-01-01T24:00:00Z")]
    [InlineData("1970-01-01T00:00:60Z")]
    [InlineData("1970-01-01T00:00:00.Z")]
    [InlineData("1970-01-01T00:00:00.1234567890Z")]
    [InlineData("1970-01-01T00:00:00+24:00")]
    [InlineData("1970-01-01T00:00:00+0800")]
    [InlineData("9999-12-31T23:59:59-00:01")]
    [InlineData("0000-01-01T00:00:00Z")]
    public void What_is_no_time_in_range_is_refused(string text) =>
        Assert.False(TimestampText.TryParse(Encoding.ASCII.GetBytes(text), out _, out _));
}
