using System.Net;
using System.Net.Sockets;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>A connection may change its loop between any two turns.</summary>
public sealed class MovedConnectionTests
{
    [Fact]
    public async Task Nothing_is_lost_or_doubled_while_a_connection_moves_to_and_fro()
    {
        if (!OperatingSystem.IsLinux()) return;
        const int Rounds = 300;
        const int BulkBytes = 400_000; // more than the socket takes at once: the rest waits for EPOLLOUT
        EpollLoop[] loops = [new EpollLoop(100), new EpollLoop(101)];
        await using var server = new RecordServer(TransportEngine.Epoll, static _ => { });
        (RecordClient client, RecordServer.Accepted accepted) = await server.ConnectAsync(loops[0]);
        var connection = (EpollConnection)accepted.Transport;
        int moves = 0;
        using var there = await Mover.MakeAsync(loops[0], () => Move(loops[1]));
        using var back = await Mover.MakeAsync(loops[1], () => Move(loops[0]));
        using (client)
        {
            await client.GreetAsync();
            for (int round = 0; round < Rounds; round++)
            {
                Task sending = client.SendAsync([.. Enumerable.Range(0, 20).Select(i => (RecordSession.Call, i)), (RecordSession.Ping, round)]);
                await MoveAsync();
                await sending;
                var answers = new HashSet<(int, int)>();
                for (int i = 0; i < 21; i++) Assert.True(answers.Add(await client.ReadAsync()));
                if (round % 30 != 0) continue;
                await client.SendAsync(RecordSession.Bulk, BulkBytes);
                await MoveAsync();
                byte[] bulk = await client.ReadAsync(BulkBytes);
                Assert.Equal(unchecked((byte)(BulkBytes - 1)), bulk[^1]);
            }
        }

        await accepted.Ended.WaitAsync(Limits.Test);
        Assert.Equal(0, (await accepted.Session).OverlappingReceives);
        Assert.Equal(1, (await accepted.Session).TimesClosed);
        Assert.Equal(Rounds + (Rounds / 30), moves);

        Task MoveAsync() => (moves % 2 == 0 ? there : back).PokeAsync();

        void Move(EpollLoop to)
        {
            connection.MoveTo(to);
            moves++;
        }
    }

    /// <summary>Runs something on a loop, between the turns of its connections.</summary>
    private sealed class Mover(EpollLoop loop, Socket near, Socket far, Action action) : IEpollSource, IDisposable
    {
        private volatile TaskCompletionSource _done = new();

        public static async Task<Mover> MakeAsync(EpollLoop loop, Action action)
        {
            using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            listening.Listen();
            var far = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
            await far.ConnectAsync(listening.LocalEndPoint!);
            Socket near = await listening.AcceptAsync();
            var mover = new Mover(loop, near, far, action);
            loop.Add((int)near.SafeHandle.DangerousGetHandle(), mover, Libc.EpollIn);
            return mover;
        }

        public async Task PokeAsync()
        {
            _done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await far.SendAsync(new byte[1]).WaitAsync(Limits.Test);
            await _done.Task.WaitAsync(Limits.Test);
        }

        public bool OnEvents(uint events)
        {
            near.Receive(new byte[16]);
            action();
            _done.SetResult();
            return true;
        }

        public void MoveTo(EpollLoop to)
        {
        }

        public void Dispose()
        {
            loop.Remove((int)near.SafeHandle.DangerousGetHandle(), this);
            near.Dispose();
            far.Dispose();
        }
    }
}
