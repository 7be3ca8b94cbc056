using System.Net;
using System.Net.Sockets;
using Peregrine.Http2.Transport;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Transport;

public sealed class ListenerTests
{
    [Fact]
    public async Task Accepting_goes_on_when_file_handles_ran_out_after_a_pause_that_grows()
    {
        var time = new FakeTimeProvider();
        var told = new List<Exception>();
        var resumed = new TaskCompletionSource<int>();
        using var real = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        real.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        real.Listen();
        var acceptor = new FailingAcceptor(new SocketAcceptor(real, Http2Endpoint.Tcp((IPEndPoint)real.LocalEndPoint!), noDelay: true), failures: 3);
        await using var listener = new Http2Listener([acceptor], new() { TimeProvider = time, AcceptFailed = told.Add, AcceptResumed = resumed.SetResult }, static _ => HelloServer.Instance, null);

        // Neither the client's patience nor a thread of the pool is spent on waiting: this failed once where both were scarce.
        Task<Http2Connection> connecting = HelloServer.ConnectAsync(listener, new() { TimeProvider = new FakeTimeProvider() });
        foreach (int pause in new[] { 10, 20, 40 })
        {
            await acceptor.Failed.WaitAsync(Limits.Test);
            await time.WhenTimerIsSetAsync().WaitAsync(Limits.Test);
            time.Advance(TimeSpan.FromMilliseconds(pause - 1));
            Assert.False(connecting.IsCompleted);
            time.Advance(TimeSpan.FromMilliseconds(1));
        }

        await HelloServer.AskAsync(await connecting);
        Assert.Equal(SocketError.TooManyOpenSockets, ((SocketException)Assert.Single(told)).SocketErrorCode); // once, not for every attempt
        Assert.Equal(3, await resumed.Task.WaitAsync(Limits.Test));
        Assert.Equal(3, listener.Counters.AcceptsFailed);
    }

    [Fact]
    public async Task Accepting_pauses_before_the_process_can_open_nothing_any_more_and_goes_on_when_it_can()
    {
        var time = new FakeTimeProvider();
        var told = new TaskCompletionSource<Exception>();
        var resumed = new TaskCompletionSource<int>();
        bool isShort = true;
        var real = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        real.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        real.Listen();
        var acceptor = new SocketAcceptor(real, Http2Endpoint.Tcp((IPEndPoint)real.LocalEndPoint!), noDelay: true);
        var room = new DescriptorRoom(2, () => Volatile.Read(ref isShort) ? -1 : 0); // every descriptor is one of the last
        await using var listener = new Http2Listener(
            [acceptor], new() { TimeProvider = time, AcceptFailed = told.SetResult, AcceptResumed = n => resumed.TrySetResult(n) }, static _ => HelloServer.Instance, room);

        // The one that was accepted is served.
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(listener, new() { TimeProvider = new FakeTimeProvider() }));
        Assert.Contains("has 2 of 2 files open, and needs the rest: raise its limit (ulimit -n)", (await told.Task.WaitAsync(Limits.Test)).Message);
        Task<Http2Connection> second = HelloServer.ConnectAsync(listener, new() { TimeProvider = new FakeTimeProvider() });
        Volatile.Write(ref isShort, false);
        Assert.Equal(1, listener.Counters.Accepted);
        while (!resumed.Task.IsCompleted)
        {
            time.Advance(TimeSpan.FromMilliseconds(10));
            await Task.Yield();
        }

        await HelloServer.AskAsync(await second);
    }

    [Fact]
    public async Task A_connection_that_broke_before_it_was_accepted_is_no_reason_to_pause_but_one_after_the_other_without_end_is()
    {
        var time = new FakeTimeProvider();
        using var real = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        real.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        real.Listen();
        var acceptor = new FailingAcceptor(new SocketAcceptor(real, Http2Endpoint.Tcp((IPEndPoint)real.LocalEndPoint!), noDelay: true), failures: int.MaxValue, new SocketException((int)SocketError.ConnectionAborted));
        await using var listener = new Http2Listener([acceptor], new() { TimeProvider = time }, static _ => HelloServer.Instance, null);

        await time.WhenTimerIsSetAsync().WaitAsync(Limits.Test);
        Assert.Equal(101, acceptor.Attempts);
        Assert.Equal(1, listener.Counters.AcceptsFailed);
    }

    [Fact]
    public async Task Accepting_goes_on_after_a_failure_of_any_kind_and_tells_it()
    {
        var time = new FakeTimeProvider();
        var told = new TaskCompletionSource<Exception>();
        using var real = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        real.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        real.Listen();
        var acceptor = new FailingAcceptor(new SocketAcceptor(real, Http2Endpoint.Tcp((IPEndPoint)real.LocalEndPoint!), noDelay: true), failures: 1, failure: new InvalidDataException("whatever"));
        await using var listener = new Http2Listener([acceptor], new() { TimeProvider = time, AcceptFailed = told.SetResult }, static _ => HelloServer.Instance, null);
        Task<Http2Connection> connecting = HelloServer.ConnectAsync(listener, new() { TimeProvider = new FakeTimeProvider() });
        Assert.Equal("whatever", (await told.Task.WaitAsync(Limits.Test)).Message);
        await time.WhenTimerIsSetAsync().WaitAsync(Limits.Test);
        time.Advance(TimeSpan.FromMilliseconds(10));
        await HelloServer.AskAsync(await connecting);
    }

    [Fact]
    public async Task A_listening_socket_that_is_closed_elsewhere_is_told_of_and_not_asked_again()
    {
        var told = new TaskCompletionSource<Exception>();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        await using Http2Listener listener = HelloServer.Listen(new() { AcceptFailed = told.SetResult }, Http2Endpoint.FromSocket(socket));
        await HelloServer.ConnectAsync(listener, new());
        socket.Dispose();
        var e = Assert.IsType<Http2ListenException>(await told.Task.WaitAsync(Limits.Test));
        Assert.Contains("was closed elsewhere", e.Message);
    }

    [Fact]
    public async Task Whoever_waits_in_the_backlog_when_accepting_stops_is_served_and_told_to_go()
    {
        var real = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        real.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        real.Listen();
        var acceptor = new LateAcceptor(new SocketAcceptor(real, Http2Endpoint.Tcp((IPEndPoint)real.LocalEndPoint!), noDelay: true));
        await using var listener = new Http2Listener([acceptor], new() { MaxConnections = 2 }, static _ => HelloServer.Instance, null);
        var waiting = new List<Socket>();
        for (int i = 0; i < 3; i++)
        {
            // Connected by the kernel, and accepted by nobody yet.
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(listener.LocalEndPoints[0]);
            waiting.Add(socket);
        }

        await listener.StopAcceptingAsync().WaitAsync(Limits.Test);
        foreach (Socket socket in waiting[..2])
        {
            Http2Connection connection = await HelloServer.ConnectAsync(Http2Endpoint.FromSocket(socket), new());
            await HelloServer.AskAsync(connection);
        }

        Assert.Equal(2, listener.Counters.Accepted); // the third is over the limit
        Assert.Equal(2, listener.Drain("over"));
        await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
        waiting[2].Dispose();
    }

    [Fact]
    public async Task Times_longer_than_a_timer_of_the_system_takes_are_times_all_the_same()
    {
        var http2 = new Http2Options { KeepAliveInterval = TimeSpan.FromDays(60), KeepAliveWithoutStreams = true, IdleTimeout = TimeSpan.MaxValue, MaxAge = TimeSpan.MaxValue, MaxAgeGrace = TimeSpan.MaxValue };
        await using Http2Listener listener = HelloServer.Listen(new() { Http2 = http2 });
        Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Http2 = http2 });
        await HelloServer.AskAsync(connection);
    }

    [Fact]
    public async Task Above_MaxConnections_a_client_waits_until_another_one_leaves()
    {
        var full = new TaskCompletionSource();
        await using Http2Listener listener = HelloServer.Listen(new() { MaxConnections = 1, Full = () => full.TrySetResult() });
        Http2Connection first = await HelloServer.ConnectAsync(listener, new());
        Task<Http2Connection> second = HelloServer.ConnectAsync(listener, new());
        await HelloServer.AskAsync(first);
        Assert.False(second.IsCompleted);
        Assert.Single(listener.Connections);
        first.Abort(ErrorCode.NoError, "");
        await HelloServer.AskAsync(await second);
        Assert.Equal((2, 0), (listener.Counters.Accepted, listener.Counters.HandshakesFailed));
        await full.Task.WaitAsync(Limits.Test);
        Assert.True(listener.Counters.TimesFull >= 1);
    }

    [Fact]
    public async Task Disposing_ends_what_is_open_and_frees_the_port()
    {
        Http2Listener listener = HelloServer.Listen(new());
        await HelloServer.ConnectAsync(listener, new());
        await listener.DisposeAsync().AsTask().WaitAsync(Limits.Test);
        Assert.Empty(listener.Connections);
        await using Http2Listener again = HelloServer.Listen(new(), listener.Endpoints[0]);
        Assert.Equal(listener.Port, again.Port);
    }

    [Fact]
    public async Task After_StopAccepting_open_connections_go_on_and_new_ones_are_refused()
    {
        await using Http2Listener listener = HelloServer.Listen(new());
        Http2Connection open = await HelloServer.ConnectAsync(listener, new());
        await listener.StopAcceptingAsync().WaitAsync(Limits.Test);
        await HelloServer.AskAsync(open);
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new()));
        Assert.Equal(ConnectStage.Socket, e.Stage);
    }

    [Fact]
    public async Task A_client_that_connects_and_leaves_without_a_word_is_no_failure()
    {
        var failures = new List<HandshakeFailure>();
        await using Http2Listener listener = HelloServer.Listen(new() { HandshakeFailed = failures.Add });
        using (var probe = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)) await probe.ConnectAsync(listener.LocalEndPoints[0]);

        // Accepted in order: when this one is served, the probe has been accepted; both are gone when the listener is empty.
        (await HelloServer.ConnectAsync(listener, new())).Abort(ErrorCode.NoError, "");
        await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
        Assert.Empty(failures);
    }

    /// <summary>Fails some times as the operating system does when a process may open no more files.</summary>
    private sealed class FailingAcceptor(Acceptor inner, int failures, Exception? failure = null) : Acceptor
    {
        private readonly SemaphoreSlim _failed = new(0);
        private int _left = failures;

        public int Attempts { get; private set; }

        public Task Failed => _failed.WaitAsync();

        public override Http2Endpoint Endpoint => inner.Endpoint;

        public override EndPoint? LocalEndPoint => inner.LocalEndPoint;

        public override ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
        {
            if (_left-- <= 0) return inner.AcceptAsync(cancellationToken);
            Attempts++;
            _failed.Release();
            throw failure ?? new SocketException((int)SocketError.TooManyOpenSockets);
        }

        public override void Dispose()
        {
            inner.Dispose();
            _failed.Dispose();
        }
    }

    /// <summary>Accepts nothing but what is asked for in the end.</summary>
    private sealed class LateAcceptor(Acceptor inner) : Acceptor
    {
        public override Http2Endpoint Endpoint => inner.Endpoint;

        public override EndPoint? LocalEndPoint => inner.LocalEndPoint;

        public override async ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
        {
            await Task.Delay(Timeout.Infinite, cancellationToken);
            return null;
        }

        public override RawConnection? TryAccept() => inner.TryAccept();

        public override void Dispose() => inner.Dispose();
    }
}
