using Peregrine.Http2.FlowControl;

namespace Peregrine.Http2.Tests.FlowControl;

/// <summary>What windows are made of: the bytes of a round trip, where nothing waits in a queue.</summary>
public sealed class BandwidthEstimateTests
{
    private static readonly TimeSpan s_roundTrip = TimeSpan.FromMilliseconds(10);

    [Fact]
    public void The_window_doubles_while_a_round_trip_fills_half_of_it()
    {
        var estimate = new BandwidthEstimate(1000, 8000);
        Assert.True(Probe(ref estimate, 600, s_roundTrip));
        Assert.Equal(2000, estimate.Window);
        Assert.False(Probe(ref estimate, 900, s_roundTrip));
        Assert.Equal(2000, estimate.Window);
        for (int i = 0; i < 4; i++)
        {
            Probe(ref estimate, 8000, s_roundTrip);
        }
        Assert.Equal(8000, estimate.Window);
        Assert.False(estimate.Receive(1_000_000));
    }

    [Fact]
    public void Answers_to_probes_that_nobody_sent_are_ignored()
    {
        var estimate = new BandwidthEstimate(1000, 8000);
        Assert.True(estimate.Receive(600)); // a probe is under way
        Assert.False(estimate.Receive(600));
        Assert.True(estimate.ReceiveAck(s_roundTrip));
        Assert.Equal(2000, estimate.Window);
        Assert.False(estimate.Receive(499)); // and now none is
        Assert.False(estimate.ReceiveAck(s_roundTrip));
        for (int i = 0; i < 10; i++)
        {
            estimate.ReceiveAck(TimeSpan.Zero);
        }
        Assert.Equal(2000, estimate.Window);
        Assert.True(estimate.Receive(2)); // what had arrived still counts towards the next
    }

    [Fact]
    public void A_window_that_only_fills_queues_does_not_grow()
    {
        var estimate = new BandwidthEstimate(1000, 1_000_000);
        estimate.Measure(s_roundTrip / 2);
        for (int i = 0; i < 20; i++)
        {
            Assert.False(Probe(ref estimate, 1000 + (i % 3), s_roundTrip));
        }
        Assert.Equal(1000, estimate.Window);
    }

    [Fact]
    public void Without_an_idle_round_trip_the_window_grows_once_before_the_queue_is_seen()
    {
        var estimate = new BandwidthEstimate(1000, 1_000_000);
        Assert.True(Probe(ref estimate, 1000, s_roundTrip));
        for (int i = 0; i < 20; i++)
        {
            Assert.False(Probe(ref estimate, 2000, s_roundTrip * 2));
        }
        Assert.Equal(2000, estimate.Window);
    }

    [Fact]
    public void A_round_trip_that_was_longer_with_more_in_it_each_second_makes_the_window_larger()
    {
        var estimate = new BandwidthEstimate(1000, 1_000_000);
        Assert.True(Probe(ref estimate, 1000, s_roundTrip));
        Assert.True(Probe(ref estimate, 4000, s_roundTrip * 2));
        Assert.Equal(4000, estimate.Window);
    }

    [Fact]
    public void A_window_that_lets_a_gigabyte_a_second_through_is_large_enough()
    {
        var estimate = new BandwidthEstimate(1_000_000, 16_000_000);
        Assert.False(Probe(ref estimate, 1_000_000, TimeSpan.FromMilliseconds(0.9)));
        Assert.True(Probe(ref estimate, 1_000_000, TimeSpan.FromMilliseconds(1.1)));
    }

    [Fact]
    public void A_probe_is_sent_once_a_quarter_of_the_window_has_come_and_less_often_after_one_that_brought_nothing()
    {
        var estimate = new BandwidthEstimate(1000, 8000);
        Assert.False(estimate.Receive(249));
        Assert.True(estimate.Receive(1));
        Assert.False(estimate.Receive(400));
        Assert.False(estimate.ReceiveAck(s_roundTrip));
        Assert.False(estimate.Receive(499));
        Assert.True(estimate.Receive(1));
        Assert.False(estimate.ReceiveAck(s_roundTrip));
        Assert.False(estimate.Receive(999));
        Assert.True(estimate.Receive(1));
    }

    // Sends the probe, lets so many bytes arrive until its answer comes.
    private static bool Probe(ref BandwidthEstimate estimate, int bytes, TimeSpan roundTrip)
    {
        for (int i = 0; !estimate.Receive(estimate.Window / 4); i++)
        {
            if (i > 256) return false;
        }
        estimate.Receive(bytes);
        return estimate.ReceiveAck(roundTrip);
    }
}
