namespace Peregrine.Testing.Tests.Time;

public sealed class FakeTimeProviderTests
{
    [Fact]
    public void Timers_fire_in_order_at_their_own_time()
    {
        var time = new FakeTimeProvider();
        DateTimeOffset start = time.GetUtcNow();
        var seen = new List<(string, double)>();
        using ITimer second = time.CreateTimer(_ => Note("second"), null, TimeSpan.FromSeconds(2), Timeout.InfiniteTimeSpan);
        using ITimer first = time.CreateTimer(_ => Note("first"), null, TimeSpan.FromSeconds(1), Timeout.InfiniteTimeSpan);
        using ITimer often = time.CreateTimer(_ => Note("often"), null, TimeSpan.FromSeconds(1.5), TimeSpan.FromSeconds(1.5));
        time.Advance(TimeSpan.FromSeconds(3));
        Assert.Equal([("first", 1), ("often", 1.5), ("second", 2), ("often", 3)], seen);
        Assert.Equal(start.AddSeconds(3), time.GetUtcNow());
        Assert.Equal(1, time.ActiveTimers);

        void Note(string name) => seen.Add((name, (time.GetUtcNow() - start).TotalSeconds));
    }

    [Fact]
    public async Task Delays_and_elapsed_time_follow_the_clock()
    {
        var time = new FakeTimeProvider();
        long begin = time.GetTimestamp();
        Task delay = Task.Delay(TimeSpan.FromDays(1), time);
        Assert.False(delay.IsCompleted);
        time.Advance(TimeSpan.FromDays(1));
        await delay;
        Assert.Equal(TimeSpan.FromDays(1), time.GetElapsedTime(begin));
    }

    [Fact]
    public void A_timer_that_is_disposed_does_not_fire()
    {
        var time = new FakeTimeProvider();
        ITimer timer = time.CreateTimer(_ => Assert.Fail("fired"), null, TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1));
        timer.Dispose();
        time.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(0, time.ActiveTimers);
    }

    [Fact]
    public void Time_does_not_go_back() => Assert.Throws<ArgumentOutOfRangeException>(() => new FakeTimeProvider().Advance(TimeSpan.FromSeconds(-1)));
}
