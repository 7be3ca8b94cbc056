using System.Net;
using System.Net.Sockets;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2;

/// <summary>
/// Listens on one address and serves what comes in. Made by <see cref="Http2Server.Listen"/>; ends with <see cref="DisposeAsync"/>, which aborts
/// what is still open: <see cref="Drain"/> first for a graceful end. All members may be called from any thread.
/// </summary>
public sealed class Http2Listener : IAsyncDisposable
{
    private readonly IReadOnlyList<Acceptor> _acceptors;
    private readonly Http2ListenOptions _options;
    private readonly Func<Http2Connection, Http2ConnectionObserver> _accept;
    private readonly CancellationTokenSource _stop = new();
    private readonly DescriptorRoom? _descriptors;
    private readonly SemaphoreSlim _room;
    private readonly Task[] _accepting;
    private readonly Lock _gate = new();

    // Interlocked.
    private long _accepted;
    private long _handshakesFailed;
    private long _timesFull;
    private long _acceptsFailed;

    // Guarded by _gate.
    private readonly HashSet<InboundConnection> _open = [];
    private TaskCompletionSource? _empty;
    private Task? _stopped;
    private string? _draining;

    internal Http2Listener(IReadOnlyList<Acceptor> acceptors, Http2ListenOptions options, Func<Http2Connection, Http2ConnectionObserver> accept, DescriptorRoom? descriptors)
    {
        _descriptors = descriptors;
        _acceptors = acceptors;
        _options = options;
        _accept = accept;
        _room = new SemaphoreSlim(options.MaxConnections);
        var endpoints = new List<Http2Endpoint>();
        var local = new List<EndPoint>();
        foreach (Acceptor acceptor in acceptors)
        {
            endpoints.Add(acceptor.Endpoint);
            if (acceptor.LocalEndPoint is { } endPoint) local.Add(endPoint);
        }

        Endpoints = endpoints;
        LocalEndPoints = local;
        _accepting = new Task[acceptors.Count];
        for (int i = 0; i < _accepting.Length; i++)
        {
            Acceptor acceptor = acceptors[i];
            _accepting[i] = acceptor.MayAcceptAtOnce ? Task.Run(() => AcceptAllAsync(acceptor)) : AcceptAllAsync(acceptor);
        }
    }

    /// <summary>The addresses as bound, two for <c>localhost</c>.</summary>
    public IReadOnlyList<Http2Endpoint> Endpoints { get; }

    /// <summary>The addresses as bound, as the operating system tells them.</summary>
    public IReadOnlyList<EndPoint> LocalEndPoints { get; }

    /// <summary>The TCP port; 0 when this is no TCP address.</summary>
    public int Port
    {
        get
        {
            foreach (EndPoint endPoint in LocalEndPoints)
            {
                if (endPoint is IPEndPoint ip) return ip.Port;
            }

            return 0;
        }
    }

    /// <summary>What was counted so far.</summary>
    public Http2ListenerCounters Counters => new()
    {
        Accepted = Interlocked.Read(ref _accepted),
        HandshakesFailed = Interlocked.Read(ref _handshakesFailed),
        TimesFull = Interlocked.Read(ref _timesFull),
        AcceptsFailed = Interlocked.Read(ref _acceptsFailed),
    };

    /// <summary>The HTTP/2 connections that are open now: a snapshot.</summary>
    public IReadOnlyList<Http2Connection> Connections
    {
        get
        {
            lock (_gate) return [.. _open.Select(static c => c.Connection).OfType<Http2Connection>()];
        }
    }

    /// <summary>
    /// Accepts no further connections; those that are open go on. Those that wait to be accepted are, because closing would reset them. Ends when the addresses are free again.
    /// </summary>
    public Task StopAcceptingAsync()
    {
        lock (_gate) return _stopped ??= StopAsync();
    }

    /// <summary>
    /// Drains every connection (<see cref="Http2Connection.Drain"/>): those that are open now, and those whose handshake is under way as soon as it is done. To be called
    /// after <see cref="StopAcceptingAsync"/>. Does not wait: <see cref="WhenEmptyAsync"/> does.
    /// </summary>
    /// <param name="debug">What the peers are told as the reason.</param>
    /// <returns>How many connections were open.</returns>
    public int Drain(string debug)
    {
        IReadOnlyList<Http2Connection> open;
        lock (_gate)
        {
            _draining = debug;
            open = Connections;
        }

        foreach (Http2Connection connection in open) connection.Drain(debug: debug);
        return open.Count;
    }

    /// <summary>Ends when no connection is open.</summary>
    public Task WhenEmptyAsync()
    {
        lock (_gate)
        {
            if (_open.Count == 0) return Task.CompletedTask;
            return (_empty ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)).Task;
        }
    }

    /// <summary>Stops accepting, aborts what is open, and waits until all of it is gone.</summary>
    public async ValueTask DisposeAsync()
    {
        await StopAcceptingAsync().ConfigureAwait(false);
        InboundConnection[] open;
        lock (_gate) open = [.. _open];
        foreach (InboundConnection connection in open) connection.Abort(new TransportError(TransportErrorKind.Aborted, "the listener was disposed"));
        await WhenEmptyAsync().ConfigureAwait(false);
        _stop.Dispose();
        _room.Dispose();
    }

    /// <summary>A connection has become HTTP/2, perhaps after the others were told to end.</summary>
    internal void Greeted(Http2Connection connection)
    {
        string? draining;
        lock (_gate) draining = _draining;
        if (draining is not null) connection.Drain(debug: draining);
    }

    /// <summary>A connection is gone; <paramref name="failure"/> says why it never became HTTP/2, if it did not and that is worth telling.</summary>
    internal void Remove(InboundConnection connection, HandshakeFailure? failure)
    {
        if (failure is not null)
        {
            Interlocked.Increment(ref _handshakesFailed);
            _options.HandshakeFailed?.Invoke(failure);
        }

        TaskCompletionSource? empty = null;
        lock (_gate)
        {
            _open.Remove(connection);
            if (_open.Count == 0) (empty, _empty) = (_empty, null);
            _room.Release();
        }

        empty?.SetResult();
    }

    private async Task StopAsync()
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await _stop.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_accepting).ConfigureAwait(false);
        foreach (Acceptor acceptor in _acceptors)
        {
            // Where another process listens on the same socket there may be more of them without end.
            for (int left = _options.Backlog; left > 0 && TryTakeWaiting(acceptor); left--)
            {
            }

            acceptor.Dispose();
        }
    }

    private bool TryTakeWaiting(Acceptor acceptor)
    {
        if (!_room.Wait(0)) return false;
        if (acceptor.TryAccept() is { } raw)
        {
            Begin(raw);
            return _descriptors is not { } descriptors || !descriptors.IsShort(raw);
        }

        _room.Release();
        return false;
    }

    private async Task AcceptAllAsync(Acceptor acceptor)
    {
        var pauses = new AcceptPauses();
        try
        {
            while (true)
            {
                // Above the limit nothing is accepted: the peer waits in the backlog instead of being told lies.
                await WaitForRoomAsync().ConfigureAwait(false);
                RawConnection? raw = null;
                Exception? failure = null;
                try
                {
                    raw = await acceptor.AcceptAsync(_stop.Token).ConfigureAwait(false);
                    if (raw is null) return;
                }
                catch (Exception e) when (e is not OperationCanceledException || !_stop.IsCancellationRequested)
                {
                    // Whatever it is, a server that hears nobody must say so and go on trying: .NET has an exception of its own, and no public one, for what epoll refuses.
                    failure = e;
                }
                finally
                {
                    if (raw is null) _room.Release();
                }

                if (failure is null) await TakeAsync(raw!, pauses).ConfigureAwait(false);
                else if (!await OutlastAsync(failure, pauses).ConfigureAwait(false)) return;
            }
        }
        catch (OperationCanceledException)
        {
            // Accepting was stopped.
        }
    }

    private async ValueTask TakeAsync(RawConnection raw, AcceptPauses pauses)
    {
        Resume(pauses);
        Begin(raw);
        if (_descriptors is not { } descriptors || !descriptors.IsShort(raw)) return;
        while (descriptors.IsShort())
            await Task.Delay(Fail(pauses, descriptors.Shortage()), _options.TimeProvider, _stop.Token).ConfigureAwait(false);
        Resume(pauses);
    }

    // False: there is nothing to accept from any more.
    private async ValueTask<bool> OutlastAsync(Exception failure, AcceptPauses pauses)
    {
        if (failure is Http2ListenException)
        {
            _options.AcceptFailed?.Invoke(failure);
            return false;
        }

        // Out of file handles or memory: others must end first, and trying at once would only burn the processor.
        if (!pauses.IsPeersFault(failure)) await Task.Delay(Fail(pauses, failure), _options.TimeProvider, _stop.Token).ConfigureAwait(false);
        return true;
    }

    private TimeSpan Fail(AcceptPauses pauses, Exception e)
    {
        Interlocked.Increment(ref _acceptsFailed);
        TimeSpan pause = pauses.Fail();
        if (pauses.Failures == 1) _options.AcceptFailed?.Invoke(e);
        return pause;
    }

    private void Resume(AcceptPauses pauses)
    {
        if (pauses.Failures > 0) _options.AcceptResumed?.Invoke(pauses.Failures);
        pauses.Succeed();
    }

    private Task WaitForRoomAsync()
    {
        Task room = _room.WaitAsync(_stop.Token);
        if (!room.IsCompleted)
        {
            Interlocked.Increment(ref _timesFull);
            _options.Full?.Invoke();
        }

        return room;
    }

    // Also while stopping: whoever was accepted is served and told to go, not dropped.
    private void Begin(RawConnection raw)
    {
        Interlocked.Increment(ref _accepted);
        var connection = new InboundConnection(this, raw, _options, _accept);
        lock (_gate) _open.Add(connection);
        connection.Start();
    }
}
