using System.Net;
using System.Net.Sockets;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

public sealed class EpollAcceptorTests
{
    [Fact]
    public async Task What_follows_an_accept_runs_on_the_loop_and_takes_no_thread_of_the_pool()
    {
        if (!OperatingSystem.IsLinux()) return;
        using EpollAcceptor acceptor = Listen();
        Task<bool> onPool = acceptor.AcceptAsync(default).AsTask().ContinueWith(
            static accepted =>
            {
                accepted.Result!.Dispose();
                return Thread.CurrentThread.IsThreadPoolThread;
            },
            default,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        using Socket client = await ConnectAsync(acceptor);
        Assert.False(await onPool.WaitAsync(Limits.Test));
    }

    [Fact]
    public async Task Callers_wait_until_they_are_asked_for_and_come_in_order()
    {
        if (!OperatingSystem.IsLinux()) return;
        using EpollAcceptor acceptor = Listen(out Socket listening);
        using Socket first = await ConnectAsync(acceptor);
        using RawConnection one = (await AcceptAsync(acceptor))!;
        using Socket second = await ConnectAsync(acceptor);
        using Socket third = await ConnectAsync(acceptor);
        using RawConnection two = (await AcceptAsync(acceptor))!;
        Assert.True(listening.Poll(Limits.Test, SelectMode.SelectRead));
        using RawConnection three = acceptor.TryAccept()!;
        Assert.Equal([first.LocalEndPoint, second.LocalEndPoint, third.LocalEndPoint], [one.RemoteEndPoint, two.RemoteEndPoint, three.RemoteEndPoint]);
        Assert.Equal(acceptor.LocalEndPoint, three.LocalEndPoint);
        Assert.True(three.Socket!.NoDelay);
        Assert.Null(acceptor.TryAccept());
    }

    [Fact]
    public async Task Whoever_gives_up_waiting_takes_no_connection_along()
    {
        if (!OperatingSystem.IsLinux()) return;
        using EpollAcceptor acceptor = Listen();
        using var patience = new CancellationTokenSource();
        Task<RawConnection?> givenUp = acceptor.AcceptAsync(patience.Token).AsTask();
        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => givenUp.WaitAsync(Limits.Test));
        using Socket client = await ConnectAsync(acceptor);
        using RawConnection? accepted = await AcceptAsync(acceptor);
        Assert.Equal(client.LocalEndPoint, accepted!.RemoteEndPoint);
    }

    [Fact]
    public async Task Disposing_ends_the_wait_and_frees_the_port()
    {
        if (!OperatingSystem.IsLinux()) return;
        EpollAcceptor acceptor = Listen();
        Task<RawConnection?> waiting = acceptor.AcceptAsync(default).AsTask();
        acceptor.Dispose();
        Assert.Null(await waiting.WaitAsync(Limits.Test));
        Assert.Null(await AcceptAsync(acceptor));
        Assert.Null(acceptor.TryAccept());
        using var again = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        again.Bind(acceptor.LocalEndPoint!);
        again.Listen();
    }

    private static EpollAcceptor Listen() => Listen(out _);

    private static EpollAcceptor Listen(out Socket listening)
    {
        listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        return new EpollAcceptor(listening, Http2Endpoint.Tcp((IPEndPoint)listening.LocalEndPoint!), noDelay: true);
    }

    private static Task<RawConnection?> AcceptAsync(EpollAcceptor acceptor) => acceptor.AcceptAsync(default).AsTask().WaitAsync(Limits.Test);

    private static async Task<Socket> ConnectAsync(EpollAcceptor acceptor)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(acceptor.LocalEndPoint!);
        return socket;
    }
}
