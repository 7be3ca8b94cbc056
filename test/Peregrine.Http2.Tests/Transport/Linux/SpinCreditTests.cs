using System.Diagnostics;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>When a loop looks for events before it sleeps, and when it leaves the processor to others.</summary>
public sealed class SpinCreditTests
{
    private static readonly long s_microsecond = Stopwatch.Frequency / 1_000_000;

    private readonly SpinCredit _credit = new();
    private long _now = Stopwatch.GetTimestamp();

    [Fact]
    public void A_loop_begins_with_sleeping_and_looks_once_a_sleep_was_short()
    {
        Assert.False(_credit.MaySpin);
        Sleep(microseconds: 1_000);
        Assert.False(_credit.MaySpin);
        Sleep(microseconds: 20);
        Assert.True(_credit.MaySpin);
    }

    [Fact]
    public void What_has_paid_for_long_survives_some_failures()
    {
        Sleep(microseconds: 20);
        for (int i = 0; i < 100; i++) _credit.Found();
        for (int i = 0; i < 7; i++) _credit.Missed();
        Assert.True(_credit.MaySpin);
        _credit.Missed();
        Assert.False(_credit.MaySpin);
    }

    [Fact]
    public void Where_looking_never_pays_it_is_tried_ever_less_often()
    {
        // A peer on the same processor: nothing comes while this thread looks, and soon after it sleeps.
        int looks = 0;
        for (int i = 0; i < 20_000; i++)
        {
            if (_credit.MaySpin)
            {
                looks++;
                _credit.Missed();
            }
            else
            {
                Sleep(microseconds: 10);
            }
        }

        Assert.InRange(looks, 10, 30);
    }

    [Fact]
    public void Doubt_is_gone_once_it_has_paid_again_for_long()
    {
        for (int i = 0; i < 20_000; i++)
        {
            if (_credit.MaySpin) _credit.Missed();
            else Sleep(microseconds: 10);
        }

        while (!_credit.MaySpin) Sleep(microseconds: 10);
        for (int i = 0; i < 9; i++) _credit.Found();
        while (_credit.MaySpin) _credit.Missed();
        Sleep(microseconds: 10);
        Assert.False(_credit.MaySpin);
        Sleep(microseconds: 10);
        Assert.True(_credit.MaySpin);
    }

    [Fact]
    public void A_preempted_look_costs_two_milliseconds_of_rest()
    {
        Sleep(microseconds: 20);
        _credit.Preempted(_now);
        Assert.InRange(Rest(), 1_900, 2_100);
    }

    [Fact]
    public void Rests_double_while_looks_are_preempted_right_after_them_up_to_a_tenth_of_a_second()
    {
        long last = 0;
        for (int i = 0; i < 10; i++)
        {
            _credit.Preempted(_now);
            long rest = Rest();
            Assert.True(rest >= last, $"{rest} µs after {last} µs");
            last = rest;
        }

        Assert.InRange(last, 99_900, 100_200);
    }

    [Fact]
    public void A_preemption_now_and_then_does_not_add_up()
    {
        for (int i = 0; i < 10; i++)
        {
            _credit.Preempted(_now);
            Assert.InRange(Rest(), 1_900, 2_100);
            _now += 20_000 * s_microsecond;
        }
    }

    private void Sleep(int microseconds)
    {
        _now += microseconds * s_microsecond;
        _credit.Slept(microseconds * s_microsecond, _now);
    }

    // Microseconds of short sleeps until it looks again.
    private long Rest()
    {
        long began = _now;
        while (!_credit.MaySpin) Sleep(microseconds: 20);
        return (_now - began) / s_microsecond;
    }
}
