using System.Diagnostics;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>When a loop has too much to do, and when so little that another can do it.</summary>
public sealed class LoopLoadTests
{
    private static readonly long s_stretch = Stopwatch.Frequency / 100;

    private readonly LoopLoad _load = new();
    private long _now = Stopwatch.GetTimestamp();

    [Fact]
    public void A_loop_that_always_works_is_hot_after_two_stretches()
    {
        Work(percent: 95, turns: 1000);
        Assert.False(_load.IsHot);
        Work(percent: 95, turns: 1000);
        Assert.True(_load.IsHot);
        Assert.InRange(_load.Share, 94, 95);
    }

    [Fact]
    public void A_loop_with_half_its_time_left_is_neither_hot_nor_cool()
    {
        for (int i = 0; i < 1000; i++) Work(percent: 50, turns: 1000);
        Assert.False(_load.IsHot);
        Assert.False(_load.IsCool);
    }

    [Fact]
    public void Long_turns_make_a_loop_hot_that_has_time_left()
    {
        for (int i = 0; i < 2; i++) Work(percent: 40, turns: 4);
        Assert.True(_load.IsHot);
    }

    [Fact]
    public void A_loop_is_cool_after_a_second_of_little_work_and_not_once_it_was_told_to_forget()
    {
        for (int i = 0; i < 99; i++) Work(percent: 10, turns: 100);
        Assert.False(_load.IsCool);
        Work(percent: 10, turns: 100);
        Assert.True(_load.IsCool);
        _load.Forget();
        Work(percent: 10, turns: 100);
        Assert.False(_load.IsCool);
    }

    [Fact]
    public void Active_are_the_descriptors_of_this_stretch_once_each()
    {
        _load.Turn(700);
        _load.Turn(3);
        _load.Turn(700);
        Assert.Equal([700, 3], _load.Active);
        _load.BeginStretch(_now);
        Assert.Empty(_load.Active);
        _load.Turn(3);
        Assert.Equal([3], _load.Active);
    }

    [Fact]
    public void A_share_of_long_ago_counts_as_none()
    {
        _now -= 100 * s_stretch;
        Work(percent: 95, turns: 10);
        Assert.Equal(0, _load.Share);
    }

    private void Work(int percent, int turns)
    {
        _load.BeginStretch(_now);
        for (int i = 0; i < turns; i++) _load.Turn(5);
        Assert.False(_load.Count(s_stretch * percent / 200, _now + (s_stretch / 2)));
        _now += s_stretch + 1;
        Assert.True(_load.Count(s_stretch * percent / 200, _now));
    }
}
