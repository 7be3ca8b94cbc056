using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Server;

namespace Peregrine.InProcess;

/// <summary>A "connection" to a server in the same process: nothing but the way to its methods. Takes calls until the server begins to stop.</summary>
internal sealed class InProcessTransport : ClientTransport
{
    private readonly ConnectionSet _owner;
    private readonly InProcessLoop[] _loops;
    private readonly CancellationTokenRegistration _drain;
    private volatile bool _isAccepting = true;
    private int _started;
    private int _open;

    public InProcessTransport(ConnectionSet owner, ServerCore server, string name)
    {
        _owner = owner;
        Server = server;
        Peer = new CallPeer($"inproc:{name}");
        _loops = new InProcessLoop[Environment.ProcessorCount];
        for (int i = 0; i < _loops.Length; i++)
            _loops[i] = new InProcessLoop();
        _drain = server.DrainToken.UnsafeRegister(static state => ((InProcessTransport)state!).Drain(), this);
    }

    public ServerCore Server { get; }

    public CallPeer Peer { get; }

    public CallRouter Router => _owner.Router;

    public override bool IsAccepting => _isAccepting;

    public override bool HasFreeStream => true;

    public override long CallsStarted => Volatile.Read(ref _started);

    public override int CallsOpen => Volatile.Read(ref _open);

    public override TransportCallStream CreateStream(CallListener listener, MethodPlan method) =>
        new InProcessClientStream(this, listener, method.MaxResponseBytes, InProcessLoop.Current ?? _loops[(uint)Environment.CurrentManagedThreadId % (uint)_loops.Length]);

    /// <summary>A call begins. False when no more are taken.</summary>
    public bool TryOpen()
    {
        if (!_isAccepting)
            return false;
        Interlocked.Increment(ref _started);
        Interlocked.Increment(ref _open);
        return true;
    }

    public void OnCallEnded() => Interlocked.Decrement(ref _open);

    public override void Drain()
    {
        if (!_isAccepting)
            return;
        _isAccepting = false;
        _drain.Unregister();
        _owner.OnStoppedAccepting(this);
        _owner.OnClosed(this);
    }

    public override void Abort(string reason) => Drain();
}
