using System.Net;
using Peregrine.Http2;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Transport;

namespace Peregrine.Bench.Cores;

/// <summary>One end of a connection that an engine's turns drive, the watchdog looking on, but no socket: what it sends is kept until it is taken.</summary>
internal sealed class SocketlessConnection : LoopConnection
{
    private readonly Lock _gate = new();

    // Guarded by _gate. Mostly one thread's; not where the watchdog has moved the loop on.
    private byte[] _sent = new byte[1 << 20];
    private byte[] _taken = new byte[1 << 20];
    private int _length;

    private volatile bool _resumed;

    private SocketlessConnection(Owner owner)
        : base(new RawConnection(Stream.Null), null, owner, TimeProvider.System)
    {
    }

    public static SocketlessConnection Open(Role role, Func<Http2Connection, Http2ConnectionObserver> accept, Http2Options? options = null)
    {
        var connection = new SocketlessConnection(new Owner(role, accept, options ?? new Http2Options()));
        connection.Start();
        return connection;
    }

    /// <summary>A turn: whole frames in, whatever they make to do, answers out.</summary>
    public void Receive(ReadOnlySpan<byte> bytes)
    {
        BeginTurn();
        if (Parse(bytes) != bytes.Length) throw new InvalidOperationException("a frame was cut");
        EndTurn();
    }

    /// <summary>A turn that nothing was received for.</summary>
    public void Run(Action work)
    {
        BeginTurn();
        work();
        EndTurn();
    }

    /// <summary>Takes what was sent; it is there until the next is taken.</summary>
    public ReadOnlySpan<byte> TakeSent()
    {
        lock (_gate)
        {
            (_sent, _taken) = (_taken, _sent);
            ReadOnlySpan<byte> sent = _taken.AsSpan(0, _length);
            _length = 0;
            return sent;
        }
    }

    protected override void StartLoop() { }

    protected override Action? ResumeLoop(Turn turn)
    {
        _resumed = true;
        return null;
    }

    protected override bool TrySend(OutputBatch batch)
    {
        lock (_gate)
        {
            for (int i = 0; i < batch.Count; i++)
            {
                batch[i].AsSpan().CopyTo(_sent.AsSpan(_length));
                _length += batch[i].Count;
            }
        }

        return true;
    }

    protected override void ShutDownSending() { }

    protected override void Kill() { }

    // The first call compiles so much that it holds up the loop, which then goes on elsewhere.
    private void EndTurn()
    {
        if (FinishTurn() != Turn.Lost) return;
        SpinWait.SpinUntil(() => _resumed);
        _resumed = false;
    }

    private sealed class Owner(Role role, Func<Http2Connection, Http2ConnectionObserver> accept, Http2Options options) : ITransportOwner
    {
        public Role Role => role;

        public ITransportSession MakeSession(TransportConnection transport) =>
            Http2Connection.Create(role, options, transport, accept, TimeProvider.System, Random.Shared);

        public void Greeted() { }

        public void Ended(TransportError why, bool greeted) => throw new InvalidOperationException(why.Message);
    }
}
