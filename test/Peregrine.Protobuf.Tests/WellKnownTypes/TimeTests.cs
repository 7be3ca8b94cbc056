using Peregrine.Protobuf.WellKnownTypes;

namespace Peregrine.Protobuf.Tests;

public class TimeTests
{
    [Theory]
    [InlineData("0001-01-01T00:00:00Z", Timestamp.MinSeconds, 0)]
    [InlineData("1969-12-31T23:59:59.5Z", -1, 500_000_000)]
    [InlineData("1970-01-01T00:00:00Z", 0, 0)]
    [InlineData("9999-12-31T23:59:59.9999999Z", Timestamp.MaxSeconds, 999_999_900)]
    public void Times_go_to_the_BCL_and_back(string text, long seconds, int nanos)
    {
        DateTimeOffset time = DateTimeOffset.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
        Timestamp timestamp = time;
        Assert.Equal((seconds, nanos), (timestamp.Seconds, timestamp.Nanos));
        Assert.True(timestamp.IsValid);
        Assert.Equal(time, timestamp.ToDateTimeOffset());
        Assert.Equal(time.UtcDateTime, timestamp.ToDateTime());
        Assert.Equal(timestamp, Timestamp.FromDateTime(time.UtcDateTime));
    }

    [Fact]
    public void An_offset_counts_and_a_local_time_is_refused()
    {
        Assert.Equal(3600, Timestamp.FromDateTimeOffset(new DateTimeOffset(1970, 1, 1, 3, 0, 0, TimeSpan.FromHours(2))).Seconds);
        ArgumentException error = Assert.Throws<ArgumentException>(() => Timestamp.FromDateTime(new DateTime(2020, 1, 1, 0, 0, 0, DateTimeKind.Unspecified)));
        Assert.Contains("Unspecified", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Timestamp.MinSeconds - 1, 0)]
    [InlineData(Timestamp.MaxSeconds + 1, 0)]
    [InlineData(0, -1)]
    [InlineData(0, 1_000_000_000)]
    public void A_time_out_of_range_is_refused_with_its_values_and_the_range(long seconds, int nanos)
    {
        var timestamp = new Timestamp { Seconds = seconds, Nanos = nanos };
        Assert.False(timestamp.IsValid);
        InvalidOperationException error = Assert.Throws<InvalidOperationException>(() => timestamp.ToDateTime());
        Assert.Contains("out of range", error.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(15_000_000, 1, 500_000_000)]
    [InlineData(-15_000_000, -1, -500_000_000)]
    [InlineData(-1, 0, -100)]
    public void Spans_go_to_the_BCL_and_back(long ticks, long seconds, int nanos)
    {
        Duration duration = TimeSpan.FromTicks(ticks);
        Assert.Equal((seconds, nanos), (duration.Seconds, duration.Nanos));
        Assert.Equal(ticks, duration.ToTimeSpan().Ticks);
    }

    [Theory]
    [InlineData(Duration.MaxSeconds + 1, 0)]
    [InlineData(1, -1)]
    [InlineData(-1, 1)]
    [InlineData(0, 1_000_000_000)]
    public void A_span_out_of_range_is_refused(long seconds, int nanos)
    {
        var duration = new Duration { Seconds = seconds, Nanos = nanos };
        Assert.False(duration.IsValid);
        Assert.Throws<InvalidOperationException>(() => duration.ToTimeSpan());
    }

    [Fact]
    public void Times_and_spans_are_added_subtracted_and_compared()
    {
        var start = new Timestamp { Seconds = 10, Nanos = 900_000_000 };
        var span = new Duration { Seconds = -1, Nanos = -950_000_000 };
        Assert.Equal(new Timestamp { Seconds = 8, Nanos = 950_000_000 }, start + span);
        Assert.Equal(start, start + span - span);
        Assert.Equal(span, start + span - start);
        Assert.True(start + span < start);
        Assert.True(span < new Duration());
        Assert.Equal(new Duration { Seconds = 1, Nanos = 950_000_000 }, -span);
        Assert.True(start == start.Clone());
    }
}
