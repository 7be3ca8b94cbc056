using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

[Spec("RFC9113 §6.9.2, §10.5")]
public sealed class FirstWindowsTests
{
    private const int Small = 16_384;

    [Fact]
    public void Where_beginnings_pile_up_first_windows_are_taken_back_and_nobody_is_refused()
    {
        const int Streams = 60, First = 100_000, Most = 2_000_000;
        var memory = new MemoryBudget(1 << 30);
        var peer = new MessagePeer(Options(First, maxBuffered: 400_000, Most, memory));
        int[] ids = [.. Enumerable.Range(0, Streams).Select(_ => peer.Open(150_000))]; // beginnings of 6 MB
        for (bool any = true; any;)
        {
            any = false;
            foreach (int id in ids)
            {
                any |= peer.TrySend(id);
                Assert.InRange(peer.Incomplete.Arrived, 0, Most);
            }
        }
        Assert.Empty(peer.Refused);
        Assert.Equal(ids, peer.Whole.Order());
        Assert.Equal((Small, First), (peer.FirstWindows[0], peer.FirstWindows[^1]));
        Assert.Equal((0, 0, 0), (peer.Incomplete.Lent, peer.Incomplete.Arrived, peer.Peer.Connection.Counters.BytesUnconsumed));
        Assert.Equal(0, memory.Used);

        // As if nothing had been.
        int next = peer.Open(First - 4, withheld: 1);
        peer.SendAll();
        Assert.Equal(First - 1, peer.Incomplete.Arrived);
        Assert.DoesNotContain(next, peer.Extended);
        peer.Finish(next);
        peer.SendAll();
        Assert.Contains(next, peer.Whole);
    }

    [Fact]
    public void Few_long_messages_take_nothing_back()
    {
        var peer = new MessagePeer(Options(first: 100_000, maxBuffered: 400_000, most: 2_000_000, new MemoryBudget(1 << 30)));
        foreach (int _ in Enumerable.Range(0, 6))
        {
            peer.Open(150_000);
        }
        peer.SendAll();
        Assert.Equal(6, peer.Whole.Count);
        Assert.Empty(peer.FirstWindows);
    }

    [Fact]
    public void Until_the_peer_has_heard_of_it_no_connection_credit_is_given_and_then_all_of_it()
    {
        const int Connection = 100_000;
        var peer = new MessagePeer(Options(first: 100_000, maxBuffered: 0, most: 400_000, new MemoryBudget(1 << 30), Connection)) { Acknowledges = false };
        foreach (int _ in Enumerable.Range(0, 20))
        {
            peer.Open(90_000, withheld: 1);
        }
        peer.SendAll();
        Assert.Equal([Small], peer.FirstWindows);
        Assert.InRange(peer.Incomplete.Arrived, 200_000, 200_000 + 16_000 + Connection);
        long arrived = peer.Incomplete.Arrived;
        peer.SendAll();
        Assert.Equal(arrived, peer.Incomplete.Arrived);
        Assert.True(peer.TryAcknowledge());
        peer.SendAll();
        Assert.True(peer.Incomplete.Arrived > arrived); // those that had not used the small window
        Assert.Empty(peer.Refused);
    }

    [Fact]
    public void A_stream_that_has_its_extension_keeps_it_when_first_windows_are_taken_back()
    {
        var peer = new MessagePeer(Options(first: 100_000, maxBuffered: 0, most: 400_000, new MemoryBudget(1 << 30)));
        int extended = peer.Open(300_000, withheld: 1);
        int waits = peer.Open(120_000);
        peer.TrySend(extended);
        peer.TrySend(waits);
        peer.SendAll(); // beyond half: taken back and acknowledged, and given to the first again
        Assert.Equal([Small], peer.FirstWindows);
        Assert.Equal([extended], peer.Extended.Distinct());
        Assert.Empty(peer.Whole);
        peer.Finish(extended);
        peer.SendAll();
        Assert.Equal([extended, waits], peer.Whole);
        Assert.Empty(peer.Refused);
    }

    [Fact]
    [Spec("RFC9113 §6.5.3")]
    public void A_peer_that_does_not_acknowledge_that_either_is_SETTINGS_TIMEOUT()
    {
        var peer = new MessagePeer(Options(first: 100_000, maxBuffered: 0, most: 400_000, new MemoryBudget(1 << 30))) { Acknowledges = false };
        peer.Peer.Time.Advance(TimeSpan.FromMinutes(10));
        foreach (int _ in Enumerable.Range(0, 5))
        {
            peer.Open(90_000, withheld: 1);
        }
        peer.SendAll();
        Assert.Equal([Small], peer.FirstWindows);
        Assert.False(peer.Peer.Transport.CloseAsked);
        peer.Peer.Time.Advance(TimeSpan.FromSeconds(41)); // the clock looks each half minute
        peer.Peer.ExpectConnectionError(ErrorCode.SettingsTimeout);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    public void Whatever_the_schedule_and_however_late_the_answers_every_message_becomes_whole_and_nobody_is_refused(int firstSeed)
    {
        const int Streams = 60, LongestExtensions = 200_000, LongestConnection = 200_000, Longest = 300_000;
        // What is taken back at, what arrives until the peer has heard of it (twice: while it has not heard of the rise before), what small windows allow, and the extensions.
        const int Most = 2 * ((2 * LongestConnection) + (Streams * Small) + LongestExtensions + (2 * Small));
        int taken = 0, given = 0;
        for (int seed = firstSeed; seed < firstSeed + 40; seed++)
        {
            var random = new Random(seed);
            var memory = new MemoryBudget(1 << 30);
            int first = random.Next(Small + 1, 200_000);
            var peer = new MessagePeer(Options(first, random.Next(0, LongestExtensions), Most, memory, random.Next(65_535, LongestConnection))) { Acknowledges = false };
            List<int> open = [], reset = [];
            for (int step = 0; step < 3000; step++)
            {
                bool floods = step % 1000 < 500;
                if (open.Count < 2 || (floods && open.Count < Streams))
                {
                    open.Add(peer.Open(random.Next(3) == 0 ? random.Next(1, 100) : random.Next(1, Longest)));
                }
                int id = open[random.Next(open.Count)];
                if (random.Next(200) == 0)
                {
                    peer.Forget(id);
                    peer.Peer.SendReset(id, ErrorCode.Cancel);
                    peer.Look();
                    open.Remove(id);
                    reset.Add(id);
                }
                else if (random.Next(50) == 0)
                {
                    peer.TryAcknowledge();
                }
                else
                {
                    peer.TrySend(id, random.Next(1, 16_000));
                }
                open.RemoveAll(peer.Whole.Contains);
            }
            do
            {
                peer.SendAll();
            }
            while (peer.TryAcknowledge());
            Assert.True(peer.Refused.Count == 0, $"seed {seed}: {peer.Refused.Count} streams were refused");
            Assert.True(!open.Except(peer.Whole).Any(), $"seed {seed}: {open.Except(peer.Whole).Count()} messages wait for ever");
            Assert.Equal((0, 0, 0), (peer.Incomplete.Lent, peer.Incomplete.Arrived, peer.Peer.Connection.Counters.BytesUnconsumed));
            Assert.Equal(0, memory.Used);
            Assert.False(peer.Peer.Transport.CloseAsked, $"seed {seed}");
            taken += peer.FirstWindows.Count(window => window == Small);
            given += peer.FirstWindows.Count(window => window == first);
        }
        Assert.True(taken > 20 && given > 20, $"first windows were taken back {taken} times and given again {given} times");
    }

    private static Http2Options Options(int first, int maxBuffered, long most, MemoryBudget memory, int connection = 200_000) => new()
    {
        InitialStreamWindowBytes = first,
        InitialConnectionWindowBytes = connection,
        MaxStreamWindowBytes = 1,
        MaxBufferedBytes = maxBuffered,
        MaxIncompleteBytes = most,
        Memory = memory,
    };
}
