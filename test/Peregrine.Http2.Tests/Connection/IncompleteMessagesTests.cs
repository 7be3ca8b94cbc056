using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

[Spec("RFC9113 §5.2.2, §10.5")]
public sealed class IncompleteMessagesTests
{
    private const int Window = 1_000;
    private const int Length = 4_000;

    public enum Ending
    {
        Whole,
        EndedByPeer,
        ResetByPeer,
        ResetByUs,
    }

    [Theory]
    [InlineData(Ending.Whole)]
    [InlineData(Ending.EndedByPeer)]
    [InlineData(Ending.ResetByPeer)]
    [InlineData(Ending.ResetByUs)]
    public void Windows_are_extended_in_the_order_of_asking_and_whoever_ends_hands_on(Ending ending)
    {
        var memory = new MemoryBudget(1 << 30);
        var peer = new MessagePeer(Options(maxBuffered: 7_000, memory: memory)); // two extensions of 3,004
        int[] ids = [.. Enumerable.Range(0, 6).Select(_ => peer.Open(Length, withheld: 1))];
        peer.SendAll();
        Assert.Equal(ids[..2], peer.Extended);
        for (int i = 0; i < ids.Length; i++)
        {
            End(peer, ids[i], ending);
            peer.SendAll();
            Assert.Equal(ids[..Math.Min(ids.Length, i + 3)], peer.Extended.Distinct());
            Assert.Equal(Math.Min(2, ids.Length - i - 1) * (Length + 4 - Window), peer.Incomplete.Lent);
        }
        Assert.Equal((0, 0), (peer.Incomplete.Lent, peer.Incomplete.Arrived));
        Assert.Equal(0, memory.Used);
        Assert.False(peer.Peer.Transport.CloseAsked);
    }

    [Fact]
    public void Who_waits_in_the_middle_of_the_queue_and_ends_leaves_no_gap()
    {
        var peer = new MessagePeer(Options(maxBuffered: 0));
        int[] ids = [.. Enumerable.Range(0, 5).Select(_ => peer.Open(Length))];
        foreach (int id in ids)
        {
            peer.TrySend(id); // the beginnings; the first is given its extension
        }
        End(peer, ids[2], Ending.ResetByPeer);
        End(peer, ids[4], Ending.ResetByUs);
        peer.SendAll();
        Assert.Equal([ids[0], ids[1], ids[3]], peer.Whole);
    }

    [Fact]
    public void Two_thousand_beginnings_hold_no_more_than_their_windows_and_MaxBufferedBytes()
    {
        const int Streams = 2_000, FirstWindow = 16_384, MaxBuffered = 9 << 20, Message = 4 << 20;
        var peer = new MessagePeer(new Http2Options { InitialStreamWindowBytes = FirstWindow, MaxStreamWindowBytes = 1, MaxBufferedBytes = MaxBuffered });
        int[] ids = [.. Enumerable.Range(0, Streams).Select(_ => peer.Open(Message, withheld: 1))];
        peer.SendAll();
        long held = peer.Peer.Connection.Counters.BytesUnconsumed;
        Assert.InRange(held, Streams * FirstWindow, ((long)Streams * FirstWindow) + MaxBuffered);
        Assert.Equal(ids[..2], peer.Extended.Distinct());
        Assert.Empty(peer.Refused);

        // And they are no dead end: who gets his rest makes room for the next.
        foreach (int id in ids[..10])
        {
            peer.Finish(id);
        }
        peer.SendAll();
        Assert.Equal(ids[..10], peer.Whole.Order());
    }

    [Fact]
    public void Beginnings_beyond_MaxIncompleteBytes_are_refused_and_the_others_become_whole()
    {
        const int Streams = 20, FirstWindow = 20_000, Most = 200_000;
        var peer = new MessagePeer(new Http2Options { InitialStreamWindowBytes = FirstWindow, MaxStreamWindowBytes = 1, MaxBufferedBytes = 0, MaxIncompleteBytes = Most });
        int[] ids = [.. Enumerable.Range(0, Streams).Select(_ => peer.Open(50_000))];
        foreach (int id in ids)
        {
            peer.TrySend(id);
            Assert.InRange(peer.Incomplete.Arrived, 0, Most + 16_000); // and the one message that is free
        }
        Assert.NotEmpty(peer.Refused);
        Assert.Contains(peer.Observer.Abuse, report => report is { Kind: AbuseKind.BufferedBytes, Option: nameof(Http2Options.MaxIncompleteBytes), Limit: Most });
        peer.SendAll();
        Assert.Equal(ids.Except(peer.Refused), peer.Whole.Order());
        Assert.InRange(peer.Whole.Count, Most / FirstWindow, Streams - 1);
        Assert.False(peer.Peer.Transport.CloseAsked);
    }

    [Fact]
    public void A_message_alone_is_never_refused_however_little_is_allowed()
    {
        var peer = new MessagePeer(new Http2Options { InitialStreamWindowBytes = 30_000, MaxStreamWindowBytes = 1, MaxBufferedBytes = 0, MaxIncompleteBytes = 0, Memory = new MemoryBudget(0) });
        int id = peer.Open(4 << 20);
        peer.SendAll();
        Assert.Equal([id], peer.Whole);
    }

    [Fact]
    public void Two_connections_on_a_common_budget_that_is_spent_both_go_on()
    {
        var memory = new MemoryBudget(10 << 20);
        Assert.True(memory.TryReserve(10 << 20));
        var options = new Http2Options { InitialStreamWindowBytes = 65_535, MaxStreamWindowBytes = 1, Memory = memory };
        MessagePeer[] peers = [new(options), new(options)];
        foreach (MessagePeer peer in peers)
        {
            foreach (int _ in Enumerable.Range(0, 5))
            {
                peer.Open(4 << 20);
            }
        }
        for (bool any = true; any;)
        {
            any = false;
            foreach (MessagePeer peer in peers)
            {
                foreach (int id in new[] { 1, 3, 5, 7, 9 })
                {
                    any |= peer.TrySend(id);
                }
                Assert.True(peer.Incomplete.Arrived <= (4 << 20) + (5 * 65_535)); // one is free
            }
        }
        Assert.All(peers, peer => Assert.Equal([1, 3, 5, 7, 9], peer.Whole));
        Assert.Equal(10 << 20, memory.Used);
    }

    [Fact]
    public void All_connections_together_hold_no_more_of_beginnings_than_their_budget()
    {
        const int Budget = 4 << 20, Free = 1 << 20, Peers = 6, Streams = 20;
        var memory = new MemoryBudget(Budget);
        var options = new Http2Options { MaxStreamWindowBytes = 1, Memory = memory };
        MessagePeer[] peers = [.. Enumerable.Range(0, Peers).Select(_ => new MessagePeer(options))];
        foreach (MessagePeer peer in peers)
        {
            foreach (int _ in Enumerable.Range(0, Streams))
            {
                peer.Open(1 << 20, withheld: 1);
            }
            peer.SendAll();
            Assert.InRange(memory.Used, 0, Budget);
        }
        Assert.InRange(peers.Sum(p => p.Incomplete.Arrived), Budget / 2, Budget + (Peers * (Free + (1 << 20)))); // and one message of each
        Assert.All(peers, p => Assert.NotEmpty(p.Refused));
        foreach (MessagePeer peer in peers)
        {
            peer.Peer.Transport.End();
        }
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void What_messages_that_are_not_whole_take_of_the_common_budget_goes_back_when_they_are()
    {
        var memory = new MemoryBudget(16 << 20);
        var peer = new MessagePeer(new Http2Options { MaxStreamWindowBytes = 1, Memory = memory });
        int[] ids = [.. Enumerable.Range(0, 5).Select(_ => peer.Open(900_000, withheld: 1))];
        peer.SendAll();
        Assert.InRange(memory.Used, 3 << 20, 5 << 20); // 4.5 MB, of which the first MiB is free
        foreach (int id in ids)
        {
            peer.Finish(id);
        }
        peer.SendAll();
        Assert.Equal(ids, peer.Whole);
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void Room_that_the_reader_makes_in_front_of_a_message_spares_its_extension()
    {
        var peer = new MessagePeer(Options(maxBuffered: 0)) { Takes = false };
        int other = peer.Open(Length, withheld: 1);
        peer.SendAll();
        Assert.Equal([other], peer.Extended);
        int id = peer.Open(396);
        peer.SendAll(); // 400 of 1,000 are held by a whole message
        peer.Send(id, 896);
        peer.SendAll();
        Assert.Equal([id], peer.Whole);
        Assert.Equal([other], peer.Extended); // 600 of the second are here, and there is nothing to extend by
        peer.Stream(id).Consume(400); // less than is announced otherwise
        peer.Look();
        peer.SendAll();
        Assert.Equal([id, id], peer.Whole);
    }

    [Fact]
    public void A_window_that_SETTINGS_make_smaller_on_the_way_is_extended()
    {
        var observer = new RecordingObserver();
        observer.StreamObserver = () => observer.Stream(consumes: false);
        ScriptedPeer peer = ScriptedPeer.ForServer(observer, new Http2Options { InitialStreamWindowBytes = 100, MaxStreamWindowBytes = 1 });
        peer.SendPreface();
        peer.SendSettings();
        peer.TakeAll();
        peer.SendRequest(1);
        peer.SendData(1, new byte[1_000]); // the default window until our SETTINGS are acknowledged
        Assert.True(observer.Accepted[0].ExpectMessage(3_000, 1_000));
        peer.ExpectNothing();
        peer.SendFrame(FrameType.Settings, FrameFlags.Ack, 0, []);
        Assert.Equal(3_900, peer.ExpectWindowUpdate(1)); // it stands at -900
        peer.SendData(1, new byte[3_000]);
        peer.ExpectNothing();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    public void Whatever_the_schedule_every_message_becomes_whole_and_nothing_stays_reserved(int firstSeed)
    {
        for (int seed = firstSeed; seed < firstSeed + 30; seed++)
        {
            var random = new Random(seed);
            int window = random.Next(1, 20_000);
            bool isSpent = random.Next(3) == 0;
            var memory = new MemoryBudget(isSpent ? 0 : 16 << 20);
            var peer = new MessagePeer(new Http2Options
            {
                InitialStreamWindowBytes = window,
                InitialConnectionWindowBytes = random.Next(65_535, 200_000),
                MaxStreamWindowBytes = 1,
                MaxBufferedBytes = random.Next(0, 200_000),
                Memory = memory,
            });
            List<int> open = [], reset = [];
            for (int step = 0; step < 1000; step++)
            {
                if (open.Count < 2 || (open.Count < 60 && random.Next(10) == 0))
                {
                    open.Add(peer.Open(random.Next(2) == 0 ? random.Next(1, 100) : random.Next(1, 100_000)));
                }
                open.RemoveAll(peer.Refused.Contains);
                int id = open[random.Next(open.Count)];
                if (random.Next(150) == 0)
                {
                    End(peer, id, random.Next(2) == 0 ? Ending.ResetByPeer : Ending.ResetByUs);
                    open.Remove(id);
                    reset.Add(id);
                }
                else
                {
                    peer.TrySend(id, random.Next(1, 16_000));
                }
            }
            peer.SendAll();
            Assert.Empty(open.Except(peer.Whole).Except(peer.Refused));
            Assert.True(isSpent || !peer.Refused.Except(reset).Any(), $"seed {seed}");
            Assert.Equal((0, 0, 0), (peer.Incomplete.Lent, peer.Incomplete.Arrived, peer.Peer.Connection.Counters.BytesUnconsumed));
            Assert.Equal(0, memory.Used);
            Assert.False(peer.Peer.Transport.CloseAsked, $"seed {seed}");
        }
    }

    private static Http2Options Options(int maxBuffered, MemoryBudget? memory = null) => new()
    {
        InitialStreamWindowBytes = Window, MaxStreamWindowBytes = 1, MaxBufferedBytes = maxBuffered, Memory = memory ?? new MemoryBudget(1 << 30),
    };

    private static void End(MessagePeer peer, int id, Ending ending)
    {
        switch (ending)
        {
            case Ending.Whole:
                peer.Finish(id);
                break;
            case Ending.EndedByPeer:
                peer.Forget(id);
                peer.Peer.SendData(id, [], endStream: true);
                break;
            case Ending.ResetByPeer:
                peer.Forget(id);
                peer.Peer.SendReset(id, ErrorCode.Cancel);
                break;
            default:
                peer.Stream(id).Reset(ErrorCode.Cancel);
                break;
        }
        peer.Look();
    }
}
