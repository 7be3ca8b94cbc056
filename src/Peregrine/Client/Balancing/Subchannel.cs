using Peregrine.Calls;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// One address and the connections to it: connects when asked, backs off when that fails, and says what became of it. All of it on the channel's
/// <see cref="SerialExecutor"/>, except <see cref="Connections"/>, which is the data plane's.
/// </summary>
/// <remarks>
/// <code>
/// Idle ─request→ Connecting ─ready→ Ready ─last connection lost→ Idle
///                    └─failed→ TransientFailure ─backoff over→ Idle
/// </code>
/// </remarks>
internal sealed class Subchannel : IAsyncDisposable
{
    private readonly SerialExecutor _serial;
    private readonly Connector _connector;
    private readonly Backoff _backoff;
    private readonly TimeProvider _time;
    private readonly TimeSpan _connectTimeout;
    private readonly int _maxConnections;
    private readonly ChannelContext _context;
    private readonly CancellationTokenSource _shutdown = new();

    // Serial executor only.
    private readonly HashSet<ClientTransport> _open = [];
    private readonly SubchannelTelemetry _telemetry;
    private Action<Subchannel, SubchannelState>? _listener;
    private ITimer? _backoffTimer;
    private Task _connecting = Task.CompletedTask;
    private bool _isGrowing;

    public Subchannel(BackendAddress address, SerialExecutor serial, Connector connector, CallRouter router, Backoff backoff, ChannelContext context)
    {
        Address = address;
        _serial = serial;
        _connector = connector;
        _backoff = backoff;
        _context = context;
        _telemetry = new SubchannelTelemetry(context.Target, context.IsSecure);
        _time = context.Time;
        _connectTimeout = context.Options.ConnectTimeout;
        _maxConnections = context.Options.ServiceConfig?.MaxConnectionsPerSubchannel ?? context.Options.MaxConnectionsPerSubchannel;
        Connections = new ConnectionSet(router, new Signals(this)) { Counters = context.Counters is null ? null : new CallCounters(context.Time) };
    }

    /// <summary>What channelz knows it by.</summary>
    public long Id { get; } = EntityId.Next();

    public BackendAddress Address { get; }

    /// <summary>The connections that are open, also those that take no more calls. Serial executor only.</summary>
    public IReadOnlyCollection<ClientTransport> Open => _open;

    /// <summary>The connections as calls see them.</summary>
    public ConnectionSet Connections { get; }

    public SubchannelState State { get; private set; } = new(ConnectivityState.Idle);

    /// <summary>Sets who hears of changes; called once, before anything can change.</summary>
    public void Listen(Action<Subchannel, SubchannelState> listener) => _listener = listener;

    /// <summary>Connects if idle; while backing off or connecting that happens anyway.</summary>
    public void RequestConnection()
    {
        if (State.State == ConnectivityState.Idle)
            Connect();
    }

    /// <summary>Forgets the backoff: an attempt that waits for it may begin now.</summary>
    public void ResetBackoff()
    {
        _backoff.Reset();
        if (State.State == ConnectivityState.TransientFailure)
            EndBackoff();
    }

    /// <summary>Lets calls under way finish, then closes; no state is reported any more.</summary>
    public void Shutdown()
    {
        if (State.State == ConnectivityState.Shutdown)
            return;
        State = new(ConnectivityState.Shutdown);
        _backoffTimer?.Dispose();
        _shutdown.Cancel();
        foreach (ClientTransport transport in _open.ToArray())
        {
            _telemetry.Disconnected(transport, transport.LossReason ?? DisconnectError.SubchannelShutdown);
            transport.Drain();
        }
    }

    /// <summary>Closes now, with all calls.</summary>
    public void Abort(string reason)
    {
        Shutdown();
        foreach (ClientTransport transport in _open.ToArray())
            transport.Abort(reason);
    }

    /// <summary>Ends when the attempt under way, if any, has given up. After <see cref="Shutdown"/>.</summary>
    public async ValueTask DisposeAsync()
    {
        await _connecting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _shutdown.Dispose();
    }

    private void Connect()
    {
        Change(new(ConnectivityState.Connecting));
        long started = _time.GetTimestamp();
        _connecting = ConnectAsync(
            transport => OnConnected(transport),
            failure => OnConnectFailed(failure, started));
    }

    // Runs off the executor; its outcome comes back through it.
    private async Task ConnectAsync(Action<ClientTransport> onConnected, Action<Status> onFailed)
    {
        // Rule 50: one time-out bounds the whole handshake, SETTINGS included.
        using var timeout = new CancellationTokenSource(_connectTimeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(timeout.Token, _shutdown.Token);
        try
        {
            ClientTransport transport = await _connector.ConnectAsync(Address, Connections, either.Token).ConfigureAwait(false);
            _serial.Post(() => onConnected(transport));
        }
        catch (OperationCanceledException) when (_shutdown.IsCancellationRequested)
        {
            // Nobody waits for the outcome any more.
        }
        catch (OperationCanceledException e)
        {
            var status = new Status(StatusCode.Unavailable, $"cannot connect to {Address}: not ready for calls within {_connectTimeout.TotalSeconds:0.###} s", e);
            _serial.Post(() => onFailed(status));
        }
        catch (Exception e) when (e is Http2ConnectException or IOException or System.Net.Sockets.SocketException)
        {
            string text = e is Http2ConnectException ? e.Message : $"cannot connect to {Address}: {e.Message}";
            _serial.Post(() => onFailed(new Status(StatusCode.Unavailable, text, e)));
        }
    }

    private void OnConnected(ClientTransport transport)
    {
        if (State.State == ConnectivityState.Shutdown)
        {
            transport.Abort("the address is not wanted any more");
            return;
        }
        _backoff.Reset();
        _open.Add(transport);
        _telemetry.Connected(transport);
        Connections.Add(transport);
        Change(new(ConnectivityState.Ready));
        // A connection that was lost between its SETTINGS and now has said so already, to a set that did not have it.
        if (!transport.IsAccepting)
            OnLost(transport);
    }

    private void OnConnectFailed(Status failure, long started)
    {
        if (State.State != ConnectivityState.Connecting)
            return;
        _telemetry.ConnectFailed();
        // doc/connection-backoff.md: the wait counts from the beginning of the attempt.
        TimeSpan wait = _backoff.Next() - _time.GetElapsedTime(started);
        _context.Log.ConnectFailed(_context.Target, wait, failure.Detail);
        Change(new(ConnectivityState.TransientFailure, failure));
        _backoffTimer?.Dispose();
        _backoffTimer = _time.CreateTimer(
            static state => ((Subchannel)state!).PostEndBackoff(), this, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void PostEndBackoff() => _serial.Post(EndBackoff);

    private void EndBackoff()
    {
        if (State.State != ConnectivityState.TransientFailure)
            return;
        _backoffTimer?.Dispose();
        Change(new(ConnectivityState.Idle));
    }

    private void OnLost(ClientTransport transport)
    {
        // Where nobody has said why yet, its end will.
        if (transport.LossReason is { } reason)
            _telemetry.Disconnected(transport, reason);
        Connections.Remove(transport);
        if (State.State == ConnectivityState.Ready && Connections.Transports.Length == 0)
            Change(new(ConnectivityState.Idle));
    }

    private void OnClosed(ClientTransport transport)
    {
        _telemetry.Disconnected(transport, transport.LossReason ?? DisconnectError.Unknown);
        _open.Remove(transport);
    }

    // gRFC A105: one attempt at a time to open a further connection.
    private void Grow()
    {
        if (_isGrowing || State.State != ConnectivityState.Ready || Connections.Transports.Length >= _maxConnections)
            return;
        _isGrowing = true;
        _connecting = ConnectAsync(
            transport =>
            {
                _isGrowing = false;
                OnConnected(transport);
            },
            _ =>
            {
                _isGrowing = false;
                if (State.State != ConnectivityState.Shutdown)
                    _telemetry.ConnectFailed();
            });
    }

    private void Change(SubchannelState state)
    {
        if (State.State == ConnectivityState.Shutdown || State == state)
            return;
        State = state;
        _listener?.Invoke(this, state);
    }

    private sealed class Signals(Subchannel subchannel) : SubchannelSignals
    {
        public override void OnStreamsExhausted()
        {
            if (subchannel._maxConnections > 1)
                subchannel._serial.Post(subchannel.Grow);
        }

        public override void OnTransportLost(ClientTransport transport) => subchannel._serial.Post(() => subchannel.OnLost(transport));

        public override void OnTransportClosed(ClientTransport transport) => subchannel._serial.Post(() => subchannel.OnClosed(transport));
    }
}
