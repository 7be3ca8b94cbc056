using System.Net.Sockets;

namespace Peregrine.Http2.Tests.Transport;

public sealed class EngineTests
{
    public static TheoryData<TransportEngine> Engines => OperatingSystem.IsLinux() ? [TransportEngine.Socket, TransportEngine.Epoll] : [TransportEngine.Socket];

    [Theory, MemberData(nameof(Engines))]
    public async Task Records_are_answered_in_order(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, _) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            await client.SendAsync(Enumerable.Range(0, 10_000).Select(static i => (RecordSession.Call, i)));
            for (int i = 0; i < 10_000; i++) Assert.Equal((RecordSession.Call, i), await client.ReadAsync());
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_record_that_comes_byte_by_byte_is_one_record(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, _) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            foreach (byte b in new byte[] { 0, 0, 0, 1, 0, 0, 0, 9 }) await client.SendAsync([b]);
            Assert.Equal((RecordSession.Ping, 9), await client.ReadAsync());
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Something_whole_that_is_larger_than_every_buffer_is_awaited(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, _) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            foreach (int length in new[] { 65_528, 65_529, 131_072, 1_000_000, 3 })
            {
                await client.SendAsync(RecordSession.Blob, length);
                await client.SendAsync(new byte[length]);
                Assert.Equal((RecordSession.Blob, length), await client.ReadAsync());
            }
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Output_larger_than_the_socket_takes_at_once_arrives_whole_while_input_is_still_read(TransportEngine engine)
    {
        const int Bytes = 32 << 20;
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            await client.SendAsync(RecordSession.Bulk, Bytes);
            RecordSession session = await accepted.Session.WaitAsync(Limits.Test);

            // The reader never waits for the writer: nobody has taken the bulk yet, and this record is parsed all the same.
            await client.SendAsync(RecordSession.Ping, 1);
            byte[] bulk = await client.ReadAsync(Bytes);
            for (int i = 0; i < Bytes; i++)
            {
                if (bulk[i] != (byte)i) Assert.Fail($"byte {i} is wrong");
            }

            Assert.Equal((RecordSession.Ping, 1), await client.ReadAsync());
            Assert.Equal(0, session.OverlappingReceives);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_peer_that_closes_ends_the_session_once(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
        await client.GreetAsync();
        await client.SendAsync(RecordSession.Ping, 1);
        await client.ReadAsync();
        client.Dispose();
        Assert.Equal(TransportErrorKind.EndOfStream, (await accepted.Ended.WaitAsync(Limits.Test)).Kind);
        RecordSession session = await accepted.Session;
        Assert.Equal(1, session.TimesClosed);
        Assert.Equal(TransportErrorKind.EndOfStream, session.ClosedWith!.Kind);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_reset_is_told_as_a_reset(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
        await client.GreetAsync();
        await client.SendAsync(RecordSession.Ping, 1);
        await client.ReadAsync();
        client.Socket.LingerState = new LingerOption(true, 0);
        client.Dispose();
        Assert.Equal(TransportErrorKind.Reset, (await accepted.Ended.WaitAsync(Limits.Test)).Kind);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Close_sends_what_waits_and_then_ends(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            await client.SendAsync(RecordSession.Bye, 5);
            Assert.Equal((RecordSession.Bye, 5), await client.ReadAsync());
            Assert.Equal("", await client.ReadToEndAsync());
        }

        Assert.Equal(TransportErrorKind.Aborted, (await accepted.Ended.WaitAsync(Limits.Test)).Kind);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Abort_from_another_thread_ends_the_session_with_its_reason(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            RecordSession session = await accepted.Session.WaitAsync(Limits.Test);
            accepted.Transport.Abort(new TransportError(TransportErrorKind.Aborted, "because"));
            Assert.Equal("because", (await accepted.Ended.WaitAsync(Limits.Test)).Message);
            Assert.Equal(1, session.TimesClosed);
        }
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task Output_from_other_threads_is_sent_without_the_loops_help(TransportEngine engine)
    {
        await using var server = new RecordServer(engine, static _ => { });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync();
        using (client)
        {
            await client.GreetAsync();
            RecordSession session = await accepted.Session.WaitAsync(Limits.Test);
            Task writing = Task.WhenAll(Enumerable.Range(0, 4).Select(t => Task.Run(() =>
            {
                for (int i = 0; i < 5_000; i++) session.Reply(t, i);
            })));
            int[] next = new int[4];
            for (int i = 0; i < 20_000; i++)
            {
                (int thread, int number) = await client.ReadAsync();
                Assert.Equal(next[thread]++, number);
            }

            await writing;
        }
    }
}
