using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

public sealed class EpollLoopTests
{
    [LinuxFact("epoll")]
    public async Task A_loop_that_waits_does_not_keep_the_source_of_its_last_turn()
    {
        var loop = new EpollLoop(102);
        using var near = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        near.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        var turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        WeakReference source = Add(loop, near, turn);
        near.SendTo(new byte[1], near.LocalEndPoint!);
        await turn.Task.WaitAsync(Limits.Test);
        Assert.True(await Garbage.IsCollectedAsync(source));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference Add(EpollLoop loop, Socket socket, TaskCompletionSource turn)
    {
        var source = new OneTurn(loop, socket, turn);
        loop.Add((int)socket.SafeHandle.DangerousGetHandle(), source, Libc.EpollIn);
        return new WeakReference(source);
    }

    private sealed class OneTurn(EpollLoop loop, Socket socket, TaskCompletionSource turn) : IEpollSource
    {
        public bool OnEvents(uint events)
        {
            loop.Remove((int)socket.SafeHandle.DangerousGetHandle(), this);
            turn.SetResult();
            return true;
        }

        public void MoveTo(EpollLoop to)
        {
        }
    }
}
