using Peregrine.Calls;
using Peregrine.Testing;

namespace Peregrine.Tests.Calls;

public sealed class DeadlineWheelTests
{
    private readonly FakeTimeProvider _time = new();

    [Fact]
    public void A_deadline_fires_when_it_has_passed_and_not_before()
    {
        using var wheel = new DeadlineWheel(_time);
        var entry = new Recorder(_time);
        wheel.Arm(entry, TimeSpan.FromMilliseconds(100));
        _time.Advance(TimeSpan.FromMilliseconds(99));
        Assert.Empty(entry.Fired);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(entry.Fired);
        Assert.False(wheel.Disarm(entry));
    }

    [Fact]
    public void A_deadline_between_two_ticks_fires_at_the_later()
    {
        using var wheel = new DeadlineWheel(_time);
        var entry = new Recorder(_time);
        wheel.Arm(entry, TimeSpan.FromMilliseconds(1.5));
        _time.Advance(TimeSpan.FromMilliseconds(1.9));
        Assert.Empty(entry.Fired);
        _time.Advance(TimeSpan.FromMilliseconds(0.1));
        Assert.Single(entry.Fired);
    }

    [Fact]
    public void A_deadline_that_was_disarmed_never_fires()
    {
        using var wheel = new DeadlineWheel(_time);
        var entry = new Recorder(_time);
        wheel.Arm(entry, TimeSpan.FromMilliseconds(100));
        Assert.True(wheel.Disarm(entry));
        Assert.False(wheel.Disarm(entry));
        _time.Advance(TimeSpan.FromHours(1));
        Assert.Empty(entry.Fired);
    }

    [Fact]
    public void A_deadline_of_zero_fires_at_once()
    {
        using var wheel = new DeadlineWheel(_time);
        var entry = new Recorder(_time);
        wheel.Arm(entry, TimeSpan.Zero);
        _time.Advance(TimeSpan.Zero);
        Assert.Single(entry.Fired);
    }

    [Fact]
    public void Deadlines_further_away_than_a_turn_of_the_wheel_wait_for_their_turn()
    {
        using var wheel = new DeadlineWheel(_time);
        var near = new Recorder(_time);
        var far = new Recorder(_time);
        // The same slot, one turn apart.
        wheel.Arm(near, TimeSpan.FromMilliseconds(10));
        wheel.Arm(far, TimeSpan.FromMilliseconds(10 + 4096));
        _time.Advance(TimeSpan.FromMilliseconds(10));
        Assert.Single(near.Fired);
        Assert.Empty(far.Fired);
        _time.Advance(TimeSpan.FromMilliseconds(4095));
        Assert.Empty(far.Fired);
        _time.Advance(TimeSpan.FromMilliseconds(1));
        Assert.Single(far.Fired);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Any_mix_of_arming_disarming_and_time_fires_each_exactly_when_due(int seed)
    {
        var random = new Random(seed);
        using var wheel = new DeadlineWheel(_time);
        var expected = new Dictionary<Recorder, DateTimeOffset>();
        var disarmed = new List<Recorder>();
        for (int step = 0; step < 3000; step++)
        {
            if (random.Next(3) > 0)
            {
                var entry = new Recorder(_time);
                TimeSpan delay = TimeSpan.FromMilliseconds(random.Next(random.Next(2) == 0 ? 50 : 20_000));
                expected.Add(entry, _time.GetUtcNow() + delay);
                wheel.Arm(entry, delay);
            }
            if (random.Next(4) == 0 && expected.Count > 0)
            {
                Recorder entry = expected.Keys.ElementAt(random.Next(expected.Count));
                if (wheel.Disarm(entry))
                {
                    expected.Remove(entry);
                    disarmed.Add(entry);
                }
            }
            if (random.Next(2) == 0)
                _time.Advance(TimeSpan.FromMilliseconds(random.Next(40)));
        }
        _time.Advance(TimeSpan.FromMinutes(1));
        Assert.All(disarmed, entry => Assert.Empty(entry.Fired));
        Assert.All(expected, pair =>
        {
            DateTimeOffset fired = Assert.Single(pair.Key.Fired);
            Assert.InRange((fired - pair.Value).TotalMilliseconds, 0, 1);
        });
    }

    [Fact]
    public void A_wheel_of_far_deadlines_that_are_all_disarmed_runs_no_timer_for_ever()
    {
        using var wheel = new DeadlineWheel(_time);
        for (int i = 0; i < 100; i++)
        {
            var entry = new Recorder(_time);
            wheel.Arm(entry, TimeSpan.FromSeconds(3));
            Assert.True(wheel.Disarm(entry));
        }
        // The one timer that was set finds nothing, and sets no other.
        _time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal(0, _time.ActiveTimers);
    }

    private sealed class Recorder(FakeTimeProvider time) : DeadlineEntry
    {
        public List<DateTimeOffset> Fired { get; } = [];

        internal override void OnDeadline() => Fired.Add(time.GetUtcNow());
    }
}
