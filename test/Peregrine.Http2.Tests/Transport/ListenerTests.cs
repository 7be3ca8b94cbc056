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
        using var real = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        real.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        real.Listen();
        var acceptor = new FailingAcceptor(new SocketAcceptor(real, Http2Endpoint.Tcp((IPEndPoint)real.LocalEndPoint!), noDelay: true), failures: 3);
        await using var listener = new Http2Listener([acceptor], new() { TimeProvider = time, AcceptFailed = told.Add }, static _ => HelloServer.Instance);

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
        Assert.Equal(3, told.Count);
        Assert.All(told, static e => Assert.Equal(SocketError.TooManyOpenSockets, ((SocketException)e).SocketErrorCode));
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
    private sealed class FailingAcceptor(Acceptor inner, int failures) : Acceptor
    {
        private readonly SemaphoreSlim _failed = new(0);
        private int _left = failures;

        public Task Failed => _failed.WaitAsync();

        public override Http2Endpoint Endpoint => inner.Endpoint;

        public override EndPoint? LocalEndPoint => inner.LocalEndPoint;

        public override ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
        {
            if (_left-- <= 0) return inner.AcceptAsync(cancellationToken);
            _failed.Release();
            throw new SocketException((int)SocketError.TooManyOpenSockets);
        }

        public override void Dispose()
        {
            inner.Dispose();
            _failed.Dispose();
        }
    }
}
