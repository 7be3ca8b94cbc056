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
    private readonly ServerRegistration _registration;
    private readonly Lock _gate = new();
    private volatile bool _isAccepting = true;

    // Guarded by _gate: the open calls, woven into a list by themselves.
    private InProcessClientStream? _first;
    private TaskCompletionSource? _empty;
    private long _started;
    private int _open;

    public InProcessTransport(ConnectionSet owner, ServerCore server, string name)
    {
        _owner = owner;
        Server = server;
        Peer = new CallPeer($"inproc:{name}");
        _loops = new InProcessLoop[Environment.ProcessorCount];
        for (int i = 0; i < _loops.Length; i++)
            _loops[i] = new InProcessLoop();
        _registration = new ServerRegistration(this);
        server.LocalTransports.Add(_registration);
        _drain = server.DrainToken.UnsafeRegister(static state => ((InProcessTransport)state!).Drain(), this);
    }

    public ServerCore Server { get; }

    public CallPeer Peer { get; }

    public CallRouter Router => _owner.Router;

    public override bool IsAccepting => _isAccepting;

    public override string? LossReason => _isAccepting ? null : DisconnectError.Unknown;

    public override bool HasFreeStream => true;

    public override long CallsStarted => Interlocked.Read(ref _started);

    public override int CallsOpen => Volatile.Read(ref _open);

    public override TransportCallStream CreateStream(CallListener listener, MethodPlan method) =>
        new InProcessClientStream(this, listener, method.MaxResponseBytes, InProcessLoop.Current ?? _loops[(uint)Environment.CurrentManagedThreadId % (uint)_loops.Length]);

    /// <summary>A call begins. False when no more are taken.</summary>
    public bool TryOpen(InProcessClientStream call)
    {
        lock (_gate)
        {
            if (!_isAccepting)
                return false;
            _started++;
            _open++;
            call.Next = _first;
            if (_first is not null)
                _first.Previous = call;
            _first = call;
            return true;
        }
    }

    /// <summary>A call that was begun is over.</summary>
    public void OnCallEnded(InProcessClientStream call)
    {
        TaskCompletionSource? empty;
        lock (_gate)
        {
            if (call.Previous is null)
                _first = call.Next;
            else
                call.Previous.Next = call.Next;
            if (call.Next is not null)
                call.Next.Previous = call.Previous;
            empty = --_open == 0 ? _empty : null;
        }
        empty?.TrySetResult();
    }

    public override void Drain()
    {
        lock (_gate)
        {
            if (!_isAccepting)
                return;
            _isAccepting = false;
        }
        _drain.Unregister();
        _owner.OnStoppedAccepting(this);
        _owner.OnClosed(this);
    }

    public override void Abort(string reason)
    {
        Drain();
        AbortCalls(new Status(StatusCode.Unavailable, reason));
    }

    private void AbortCalls(in Status status)
    {
        while (true)
        {
            InProcessClientStream? call;
            lock (_gate)
                call = _first;
            if (call is null)
                break;
            call.Abort(status);
        }
        Server.LocalTransports.Remove(_registration);
    }

    private Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_open == 0)
                return Task.CompletedTask;
            _empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return _empty.Task;
        }
    }

    /// <summary>The transport as its server sees it.</summary>
    private sealed class ServerRegistration(InProcessTransport transport) : LocalTransport
    {
        public override Task WhenEmptyAsync() => transport.WhenEmptyAsync();

        public override void Abort(in Status status)
        {
            transport.Drain();
            transport.AbortCalls(status);
        }
    }
}
