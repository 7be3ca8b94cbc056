using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>A handler that blocks holds a thread, never its connection or anybody else's.</summary>
public sealed class BlockingHandlerTests
{
    public static TheoryData<TransportEngine> Engines => EngineTests.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task Pings_are_answered_while_every_handler_blocks(TransportEngine engine)
    {
        const int Calls = 40;
        using var release = new ManualResetEventSlim();
        int running = 0;
        await using var server = new RecordServer(engine, _ =>
        {
            Interlocked.Increment(ref running);
            release.Wait();
        });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
        (RecordClient other, _) = await server.ConnectAsync();
        using (client)
        using (other)
        {
            long stealsBefore = Watchdog.Steals;
            await client.GreetAsync();
            await other.GreetAsync();
            await client.SendAsync(Enumerable.Range(0, Calls).Select(static i => (RecordSession.Call, i)));
            await client.SendAsync(RecordSession.Ping, 1);
            Assert.Equal((RecordSession.Ping, 1), await client.ReadAsync());
            await other.SendAsync(RecordSession.Ping, 2);
            Assert.Equal((RecordSession.Ping, 2), await other.ReadAsync());
            Assert.False(release.IsSet);

            // One answer per call, none lost, none twice, once they may go on.
            release.Set();
            var answered = new HashSet<int>();
            for (int i = 0; i < Calls; i++)
            {
                (int kind, int number) = await client.ReadAsync();
                Assert.Equal(RecordSession.Call, kind);
                Assert.True(answered.Add(number));
            }

            await client.SendAsync(RecordSession.Ping, 3);
            Assert.Equal((RecordSession.Ping, 3), await client.ReadAsync());
            Assert.Equal(Calls, running);
            Assert.InRange(Watchdog.Steals - stealsBefore, 1, long.MaxValue);
            Assert.Equal(0, (await accepted.Session).OverlappingReceives);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Nothing_is_lost_or_doubled_when_some_handlers_block(TransportEngine engine)
    {
        const int Calls = 3_000;
        const int Connections = 3;
        await using var server = new RecordServer(engine, static i =>
        {
            if (i % 100 == 7) Block(TimeSpan.FromMilliseconds(5));
        });
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(async _ =>
        {
            (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
            using (client)
            {
                await client.GreetAsync();
                Task sending = Task.Run(async () =>
                {
                    for (int i = 0; i < Calls; i += 50) await client.SendAsync(Enumerable.Range(i, 50).Select(static n => (RecordSession.Call, n)));
                });
                var answered = new HashSet<int>();
                for (int i = 0; i < Calls; i++) Assert.True(answered.Add((await client.ReadAsync()).Number));
                await sending;
                Assert.Equal(0, (await accepted.Session).OverlappingReceives);
            }
        }));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_method_whose_handlers_all_block_is_moved_to_threads_of_its_own(TransportEngine engine)
    {
        const int Calls = 400;
        var profile = new HandlerProfile();
        // Each blocks until that has happened, however late the watchdog gets to look.
        await using var server = new RecordServer(
            engine,
            _ =>
            {
                while (!profile.IsDispatched) Block(TimeSpan.FromMilliseconds(20));
            },
            profile);
        (RecordClient client, _) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            await client.SendAsync(Enumerable.Range(0, Calls).Select(static i => (RecordSession.Call, i)));
            var answered = new HashSet<int>();
            for (int i = 0; i < Calls; i++) Assert.True(answered.Add((await client.ReadAsync()).Number));
            Assert.True(profile.IsDispatched);
        }
    }

    [Fact]
    public async Task A_dispatched_method_never_runs_on_the_loop()
    {
        string? thread = null;
        await using var server = new RecordServer(TransportEngine.Auto, _ => thread = Thread.CurrentThread.Name, new HandlerProfile(HandlerMode.Dispatch));
        (RecordClient client, _) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            await client.SendAsync(RecordSession.Call, 1);
            await client.ReadAsync();
            Assert.Equal("Peregrine worker", thread);
        }
    }

    // What a handler does that waits for something: holds its thread, without using the processor.
    private static void Block(TimeSpan time)
    {
        using var never = new ManualResetEventSlim();
        never.Wait(time);
    }
}
