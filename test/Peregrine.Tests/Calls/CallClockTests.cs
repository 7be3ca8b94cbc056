using Peregrine.Calls;
using Xunit;

namespace Peregrine.Tests.Calls;

/// <summary>The time of day that deadlines are counted from.</summary>
public sealed class CallClockTests
{
    private static readonly DateTime s_start = new(2026, 11, 20, 12, 0, 0, DateTimeKind.Utc);

    [Fact]
    public void A_look_at_the_time_of_day_that_takes_long_makes_no_reading_late()
    {
        var time = new SlowTimeOfDay();
        var clock = new CallClock(time);

        Assert.True(clock.UtcAt(clock.Now) <= s_start);
        time.Advance(TimeSpan.FromMilliseconds(500));
        Assert.True(clock.UtcAt(clock.Now) <= time.Utc);
        Assert.InRange(clock.UtcAt(clock.Now), time.Utc - SlowTimeOfDay.Slowness, time.Utc);
    }

    [Fact]
    public void A_step_of_the_systems_clock_is_seen_within_a_second()
    {
        var time = new SlowTimeOfDay();
        var clock = new CallClock(time);
        clock.UtcAt(clock.Now);

        time.Step(TimeSpan.FromHours(1));
        time.Advance(TimeSpan.FromSeconds(1));

        DateTime utc = time.Utc;
        Assert.InRange(clock.UtcAt(clock.Now), utc - SlowTimeOfDay.Slowness, utc);
    }

    // Reads the time of day, and then is held up before the caller has it.
    private sealed class SlowTimeOfDay : TimeProvider
    {
        public static readonly TimeSpan Slowness = TimeSpan.FromMilliseconds(20);

        private TimeSpan _elapsed;
        private TimeSpan _step;

        public DateTime Utc => s_start + _elapsed + _step;

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public void Advance(TimeSpan by) => _elapsed += by;

        public void Step(TimeSpan by) => _step += by;

        public override long GetTimestamp() => _elapsed.Ticks;

        public override DateTimeOffset GetUtcNow()
        {
            DateTimeOffset read = new(Utc);
            _elapsed += Slowness;
            return read;
        }
    }
}
