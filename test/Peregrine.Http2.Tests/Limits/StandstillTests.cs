using Peregrine.Http2.Limits;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Limits;

public sealed class StandstillTests
{
    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly FakeTimeProvider _time = new();
    private readonly Standstill _standstill;

    public StandstillTests() => _standstill = new Standstill(s_limit, _time);

    [Fact]
    public void Who_moves_less_than_a_quarter_of_what_he_holds_stands_still()
    {
        Assert.False(_standstill.Look(1000, 5));
        _time.Advance(s_limit);
        Assert.True(_standstill.Look(1000, 5 + 249));
    }

    [Fact]
    public void Who_moves_a_quarter_of_it_each_time_goes_on()
    {
        for (int i = 0; i < 10; i++)
        {
            Assert.False(_standstill.Look(1000, 5 + (i * 250)));
            _time.Advance(s_limit);
        }
        Assert.True(_standstill.Look(1000, 5 + (9 * 250)));
    }

    [Fact]
    public void Time_before_the_memory_was_lacking_does_not_count()
    {
        Assert.False(_standstill.Look(1000, 0));
        _time.Advance(s_limit / 2);
        Assert.False(_standstill.Look(0, 0));
        _time.Advance(s_limit);
        Assert.False(_standstill.Look(1000, 0));
        _time.Advance(s_limit / 2);
        Assert.False(_standstill.Look(1000, 0));
        _time.Advance(s_limit / 2);
        Assert.True(_standstill.Look(1000, 0));
    }

    [Fact]
    public void Without_a_limit_nobody_stands_still()
    {
        var endless = new Standstill(Timeout.InfiniteTimeSpan, _time);
        Assert.False(endless.Look(1000, 0));
        _time.Advance(TimeSpan.FromDays(1));
        Assert.False(endless.Look(1000, 0));
    }
}
