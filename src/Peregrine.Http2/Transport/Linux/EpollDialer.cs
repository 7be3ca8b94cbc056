using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>
/// Connects a socket without .NET's own socket engine, which would keep watching every socket that it once connected and wake up for each
/// packet beside our loop.
/// </summary>
internal sealed class EpollDialer : IEpollSource
{
    private readonly TaskCompletionSource<int> _done = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly EpollLoop _loop;
    private readonly int _descriptor;

    private EpollDialer(EpollLoop loop, int descriptor)
    {
        _loop = loop;
        _descriptor = descriptor;
    }

    /// <summary>Connects. Throws <see cref="SocketException"/>.</summary>
    public static async ValueTask<Socket> ConnectAsync(EndPoint address, bool noDelay, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        SocketAddress native = address.Serialize();
        int family = address.AddressFamily switch
        {
            AddressFamily.Unix => 1,
            AddressFamily.InterNetworkV6 => 10,
            _ => 2,
        };
        int descriptor = Libc.Socket(family);
        if (descriptor < 0) throw LinuxErrors.Exception(Libc.Errno);
        var socket = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
        try
        {
            int error = Libc.Connect(descriptor, native.Buffer.Span[..native.Size]) == 0 ? 0 : Libc.Errno;
            if (error == Libc.InProgress) error = await new EpollDialer(EpollLoops.Next(), descriptor).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (error != 0) throw LinuxErrors.Exception(error);

            // A second object over the same descriptor finds out by itself that it is connected, and to whom.
            var connected = new Socket(new SafeSocketHandle(descriptor, ownsHandle: true));
            socket.SafeHandle.SetHandleAsInvalid();
            if (noDelay && family != 1) connected.NoDelay = true;
            return connected;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    bool IEpollSource.OnEvents(uint events)
    {
        // An event of the descriptor's former owner may still be on its way; a connect that has ended is told by these.
        if ((events & (Libc.EpollOut | Libc.EpollErr | Libc.EpollHangUp)) == 0) return true;
        _loop.Remove(_descriptor, this);
        _done.TrySetResult(Libc.PendingError(_descriptor));
        return true;
    }

    // It has one event to come.
    void IEpollSource.MoveTo(EpollLoop loop)
    {
    }

    private async Task<int> WaitAsync(CancellationToken cancellationToken)
    {
        _loop.Add(_descriptor, this, Libc.EpollOut);
        await using (cancellationToken.UnsafeRegister(static (self, token) => ((EpollDialer)self!)._done.TrySetCanceled(token), this).ConfigureAwait(false))
        {
            try
            {
                return await _done.Task.ConfigureAwait(false);
            }
            finally
            {
                _loop.Remove(_descriptor, this);
            }
        }
    }
}
