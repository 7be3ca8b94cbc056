using Peregrine.Server;
using Peregrine.Testing;

namespace Peregrine.Tests.Server;

public class LogThrottleTests
{
    [Fact]
    public void A_burst_is_written_then_a_line_an_interval_and_what_was_left_out_is_told_with_the_next()
    {
        var time = new FakeTimeProvider();
        var throttle = new LogThrottle(time);
        int written = 0;
        for (int i = 0; i < 1000; i++)
        {
            if (throttle.TryTake(out long none))
                written++;
            Assert.Equal(0, none);
        }

        Assert.Equal(LogThrottle.Burst, written);
        time.Advance(LogThrottle.Interval - TimeSpan.FromSeconds(1));
        Assert.False(throttle.TryTake(out _));
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.True(throttle.TryTake(out long leftOut));
        Assert.Equal(1000 - LogThrottle.Burst + 1, leftOut);
        Assert.False(throttle.TryTake(out _));
    }

    [Fact]
    public void However_long_nothing_happened_a_burst_is_no_longer_than_a_burst()
    {
        var time = new FakeTimeProvider();
        var throttle = new LogThrottle(time);
        time.Advance(TimeSpan.FromDays(30));
        Assert.Equal(LogThrottle.Burst, Enumerable.Range(0, 100).Count(_ => throttle.TryTake(out long _)));
    }
}
