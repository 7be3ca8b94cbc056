using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>
/// Accepts from a listening socket of our own on a loop, one connection a turn: those that are open have their turns between. .NET's thread pool, which otherwise
/// takes two threads to go on with each connection, is not started for it. Any thread.
/// </summary>
internal sealed class EpollAcceptor : Acceptor, IEpollSource
{
    private readonly Socket _listening;
    private readonly int _descriptor;
    private readonly bool _noDelay;
    private readonly Lock _life = new();

    // Guarded by _life.
    private EpollLoop? _loop;
    private TaskCompletionSource<RawConnection?>? _waiting;
    private bool _isListening;
    private bool _released;

    public EpollAcceptor(Socket listening, Http2Endpoint endpoint, bool noDelay)
    {
        _listening = listening;
        _listening.Blocking = false;
        _descriptor = (int)listening.SafeHandle.DangerousGetHandle();
        _noDelay = noDelay;
        Endpoint = endpoint;
        LocalEndPoint = listening.LocalEndPoint;
    }

    public override Http2Endpoint Endpoint { get; }

    public override EndPoint? LocalEndPoint { get; }

    public override bool MayAcceptAtOnce => false;

    /// <summary>What awaits it goes on on the loop.</summary>
    public override async ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        if (Wait() is not { } connection) return null;
        using (cancellationToken.UnsafeRegister(static (self, token) => ((EpollAcceptor)self!).TakeWaiting()?.SetCanceled(token), this))
            return await connection.ConfigureAwait(false);
    }

    public override RawConnection? TryAccept()
    {
        lock (_life)
        {
            while (!_released)
            {
                int accepted = Libc.Accept(_descriptor);
                if (accepted < 0) return null;
                try
                {
                    return Take(accepted);
                }
                catch (SocketException)
                {
                    // The peer is gone already; another one may wait.
                }
            }

            return null;
        }
    }

    public override void Dispose()
    {
        TaskCompletionSource<RawConnection?>? waiting;
        lock (_life)
        {
            if (_released) return;
            _released = true;
            _loop?.Remove(_descriptor, this);
            _listening.Dispose();
            (waiting, _waiting) = (_waiting, null);
        }

        waiting?.SetResult(null);
    }

    bool IEpollSource.OnEvents(uint events)
    {
        TaskCompletionSource<RawConnection?> waiting;
        int accepted;
        int error;
        lock (_life)
        {
            if (_released) return true;
            if (_waiting is null)
            {
                // Nobody wants one just now. Level-triggered: those that wait would be told of again and again.
                _isListening = false;
                _loop!.Change(_descriptor, 0);
                return true;
            }

            accepted = Libc.Accept(_descriptor);
            error = accepted < 0 ? Libc.Errno : 0;
            if (error is Libc.Again or Libc.Interrupted) return true;
            (waiting, _waiting) = (_waiting, null);
        }

        if (accepted < 0) waiting.SetException(LinuxErrors.Exception(error));
        else Give(accepted, waiting);
        return true;
    }

    // Listening is no load that another loop could take off this one.
    void IEpollSource.MoveTo(EpollLoop loop)
    {
    }

    // Null when there will be none any more.
    private Task<RawConnection?>? Wait()
    {
        lock (_life)
        {
            if (_released) return null;
            if (_loop is null)
            {
                EpollLoop loop = EpollLoops.Next();
                loop.Add(_descriptor, this, Libc.EpollIn);
                _loop = loop;
            }
            else if (!_isListening)
            {
                _loop.Change(_descriptor, Libc.EpollIn);
            }

            _isListening = true;
            _waiting = new TaskCompletionSource<RawConnection?>();
            return _waiting.Task;
        }
    }

    private TaskCompletionSource<RawConnection?>? TakeWaiting()
    {
        lock (_life)
        {
            TaskCompletionSource<RawConnection?>? waiting = _waiting;
            _waiting = null;
            return waiting;
        }
    }

    private void Give(int accepted, TaskCompletionSource<RawConnection?> waiting)
    {
        RawConnection connection;
        try
        {
            connection = Take(accepted);
        }
        catch (SocketException)
        {
            // The peer is gone already, which is no failure to accept.
            waiting.SetException(LinuxErrors.Exception(Libc.ConnectionAborted));
            return;
        }

        waiting.SetResult(connection);
    }

    private RawConnection Take(int accepted)
    {
        var handle = new SafeSocketHandle(accepted, ownsHandle: true);
        try
        {
            var socket = new Socket(handle);
            if (_noDelay && socket.ProtocolType == ProtocolType.Tcp) socket.NoDelay = true;
            return new RawConnection(socket);
        }
        catch (SocketException)
        {
            handle.Dispose();
            throw;
        }
    }
}
