using Peregrine.Http2;

namespace Peregrine.Testing;

/// <summary>
/// Two real connections, client and server, joined in memory. Bytes move when <see cref="Pump"/> is called, or by themselves on the thread pool when
/// made so, for tests with asynchronous code on both ends.
/// </summary>
internal sealed class InMemoryLink
{
    private readonly Queue<byte[]> _toClient = new();
    private readonly Queue<byte[]> _toServer = new();
    private readonly Lock _gate = new();
    private readonly bool _automatic;
    private int _wanted;

    public InMemoryLink(
        Func<Http2Connection, Http2ConnectionObserver> client, Func<Http2Connection, Http2ConnectionObserver> server,
        Http2Options? clientOptions = null, Http2Options? serverOptions = null, TimeProvider? time = null, bool automatic = false)
    {
        _automatic = automatic;
        time ??= new FakeTimeProvider();
        ClientTransport = new InMemoryTransport(bytes => Enqueue(_toServer, bytes)) { FlushRequested = Wake };
        ServerTransport = new InMemoryTransport(bytes => Enqueue(_toClient, bytes)) { FlushRequested = Wake };
        Client = Http2Connection.Create(Role.Client, clientOptions ?? new Http2Options(), ClientTransport, client, time, new Random(1));
        ClientTransport.Session = Client;
        Server = Http2Connection.Create(Role.Server, serverOptions ?? new Http2Options(), ServerTransport, server, time, new Random(2));
        ServerTransport.Session = Server;
        Wake();
    }

    public Http2Connection Client { get; }

    public Http2Connection Server { get; }

    public InMemoryTransport ClientTransport { get; }

    public InMemoryTransport ServerTransport { get; }

    /// <summary>Moves bytes until both sides are quiet.</summary>
    public void Pump()
    {
        bool moved;
        do
        {
            ClientTransport.Flush();
            ServerTransport.Flush();
            moved = TryDeliver(_toServer, ServerTransport) | TryDeliver(_toClient, ClientTransport);
        }
        while (moved);
        EndIfClosed(ClientTransport, ServerTransport);
        EndIfClosed(ServerTransport, ClientTransport);
    }

    private static void EndIfClosed(InMemoryTransport asked, InMemoryTransport other)
    {
        if (asked.CloseAsked)
        {
            asked.End(Peregrine.Http2.TransportErrorKind.Aborted, "closed by this side");
            other.End();
        }
    }

    private bool TryDeliver(Queue<byte[]> from, InMemoryTransport to)
    {
        byte[]? bytes;
        lock (_gate)
        {
            if (!from.TryDequeue(out bytes))
            {
                return false;
            }
        }
        to.Deliver(bytes);
        return true;
    }

    private void Enqueue(Queue<byte[]> to, ReadOnlyMemory<byte> bytes)
    {
        lock (_gate)
        {
            to.Enqueue(bytes.ToArray());
        }
        Wake();
    }

    private void Wake()
    {
        if (_automatic && Interlocked.Increment(ref _wanted) == 1)
        {
            ThreadPool.UnsafeQueueUserWorkItem(static link => link.PumpWhileWanted(), this, preferLocal: false);
        }
    }

    private void PumpWhileWanted()
    {
        int seen;
        do
        {
            seen = Volatile.Read(ref _wanted);
            Pump();
        }
        while (Interlocked.CompareExchange(ref _wanted, 0, seen) != seen);
    }
}
