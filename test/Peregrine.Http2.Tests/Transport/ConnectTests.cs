using System.Net;
using System.Net.Sockets;
using System.Text;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Connections of every kind of address, and what a failed attempt says.</summary>
public sealed class ConnectTests
{
    public static TheoryData<TransportEngine> Engines => EngineTests.Engines;

    public static TheoryData<string> Addresses => ["127.0.0.1:0", "localhost:0", "[::1]:0", "*:0", "unix:TEMP", "unix-abstract:TEMP", "npipe:TEMP"];

    [Theory, MemberData(nameof(Addresses))]
    public async Task A_client_and_a_server_meet_at_any_address(string address)
    {
        if (address.StartsWith('[') && !Socket.OSSupportsIPv6) return;
        if (address.StartsWith("unix-abstract", StringComparison.Ordinal) && !OperatingSystem.IsLinux()) return;
        string name = $"peregrine-{Guid.NewGuid():N}";
        string real = address.Replace("TEMP", address.StartsWith("unix:", StringComparison.Ordinal) ? Path.Combine(Path.GetTempPath(), name) : name, StringComparison.Ordinal);
        foreach (TransportEngine engine in Enum.GetValues<TransportEngine>())
        {
            if (engine == TransportEngine.Epoll && !OperatingSystem.IsLinux()) continue;
            await using Http2Listener listener = HelloServer.Listen(new() { Engine = engine }, Http2Endpoint.Parse(real));
            Http2Endpoint reachable = address == "*:0" ? Http2Endpoint.Parse($"localhost:{listener.Port}") : listener.Endpoints[0];
            Http2Connection connection = await Http2Client.ConnectAsync(reachable, new() { Engine = engine }, new Observer()).AsTask().WaitAsync(Limits.Test);
            await HelloServer.AskAsync(connection);
            connection.Abort(ErrorCode.NoError, "");
            await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
        }
    }

    [Fact]
    public async Task A_pair_of_streams_is_a_connection()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await near.ConnectAsync(listening.LocalEndPoint!);
        Socket far = await listening.AcceptAsync();
        await using Http2Listener listener = HelloServer.Listen(new(), Http2Endpoint.FromStream(new NetworkStream(far, ownsSocket: true), "a pipe of ours"));
        Http2Connection connection = await Http2Client.ConnectAsync(
            Http2Endpoint.FromStream(new NetworkStream(near, ownsSocket: true)), new(), new Observer()).AsTask().WaitAsync(Limits.Test);
        await HelloServer.AskAsync(connection);
        connection.Abort(ErrorCode.NoError, "");
        await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_port_where_nobody_listens_is_named(TransportEngine engine)
    {
        using var reserved = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        reserved.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // bound, so that nobody else gets it, but not listening
        string address = reserved.LocalEndPoint!.ToString()!;
        Http2ConnectException e = await FailAsync(address, new() { Engine = engine });
        Assert.Equal(ConnectStage.Socket, e.Stage);
        Assert.Equal(address, e.Address);
        Assert.Contains($"cannot connect to {address}: the socket did not connect: connection refused", e.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_Unix_domain_socket_that_is_not_there_is_named(TransportEngine engine)
    {
        string address = $"unix:{Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"))}";
        Http2ConnectException e = await FailAsync(address, new() { Engine = engine });
        Assert.Equal(ConnectStage.Socket, e.Stage);
        Assert.Contains(address, e.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_named_pipe_that_is_not_there_is_named_at_once(TransportEngine engine)
    {
        string address = $"npipe:pg-{Guid.NewGuid():N}";
        Http2ConnectException e = await FailAsync(address, new() { Engine = engine, ConnectTimeout = Timeout.InfiniteTimeSpan });
        Assert.Equal(ConnectStage.Socket, e.Stage);
        Assert.Equal($"cannot connect to {address}: the socket did not connect: nobody listens on the pipe", e.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task An_HTTP1_server_is_recognised(TransportEngine engine)
    {
        Http2ConnectException e = await FailAgainstAsync("HTTP/1.1 400 Bad Request\r\n\r\n", new() { Engine = engine });
        Assert.Equal((ConnectStage.Settings, TransportErrorKind.Http1), (e.Stage, e.Error.Kind));
        Assert.Contains("the server speaks HTTP/1.x, not HTTP/2; it sent \"HTTP/1.1 400 Bad Request\"", e.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_TLS_server_that_gets_plaintext_is_recognised(TransportEngine engine)
    {
        Http2ConnectException e = await FailAgainstAsync("\u0015\u0003\u0001\0\u0002\u0002\u0046", new() { Engine = engine });
        Assert.Equal((ConnectStage.Settings, TransportErrorKind.PlaintextOnTls), (e.Stage, e.Error.Kind));
        Assert.Contains("connect with https", e.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_server_of_something_else_is_shown(TransportEngine engine)
    {
        Http2ConnectException e = await FailAgainstAsync("220 smtp.example.org ESMTP\r\n", new() { Engine = engine });
        Assert.Equal((ConnectStage.Settings, TransportErrorKind.NotHttp2), (e.Stage, e.Error.Kind));
        Assert.Contains("220 smtp.example.org", e.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_server_that_closes_without_a_word_failed_at_SETTINGS(TransportEngine engine)
    {
        Http2ConnectException e = await FailAgainstAsync(null, new() { Engine = engine });
        Assert.Equal((ConnectStage.Settings, TransportErrorKind.EndOfStream), (e.Stage, e.Error.Kind));
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_server_that_says_nothing_is_given_up_after_the_connect_time(TransportEngine engine)
    {
        var time = new FakeTimeProvider();
        using var silent = new SilentServer("");
        Task attempt = Http2Client.ConnectAsync(silent.Endpoint, new() { Engine = engine, TimeProvider = time }, new Observer()).AsTask();
        await silent.Accepted.WaitAsync(Limits.Test);
        time.Advance(TimeSpan.FromSeconds(20));
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => attempt.WaitAsync(Limits.Test));
        Assert.Equal((ConnectStage.Settings, TransportErrorKind.TimedOut), (e.Stage, e.Error.Kind));
        Assert.Contains("ConnectTimeout (00:00:20)", e.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_cancelled_attempt_is_told_as_cancellation(TransportEngine engine)
    {
        using var silent = new SilentServer("");
        using var cancel = new CancellationTokenSource();
        Task attempt = Http2Client.ConnectAsync(silent.Endpoint, new() { Engine = engine }, new Observer(), cancel.Token).AsTask();
        await silent.Accepted.WaitAsync(Limits.Test);
        await cancel.CancelAsync();
        OperationCanceledException e = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => attempt.WaitAsync(Limits.Test));
        Assert.Equal(cancel.Token, e.CancellationToken);
    }

    private static async Task<Http2ConnectException> FailAsync(string address, Http2ConnectOptions options) =>
        await Assert.ThrowsAsync<Http2ConnectException>(() => Http2Client.ConnectAsync(Http2Endpoint.Parse(address), options, new Observer()).AsTask().WaitAsync(Limits.Test));

    private static async Task<Http2ConnectException> FailAgainstAsync(string? says, Http2ConnectOptions options)
    {
        using var server = new SilentServer(says);
        return await FailAsync(server.Endpoint.ToString()!, options);
    }

    private sealed class Observer : Http2ConnectionObserver
    {
    }

    /// <summary>Accepts one connection and says one thing: nothing at all for "", and for null it closes at once.</summary>
    private sealed class SilentServer : IDisposable
    {
        private readonly Socket _listening = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private Socket? _accepted;

        public SilentServer(string? says)
        {
            _listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listening.Listen();
            Accepted = Task.Run(async () =>
            {
                _accepted = await _listening.AcceptAsync();
                byte[] preface = new byte[24];
                await _accepted.ReceiveAsync(preface);
                if (says is { Length: > 0 }) await _accepted.SendAsync(Encoding.Latin1.GetBytes(says));
                if (says is null) _accepted.Shutdown(SocketShutdown.Both);
            });
        }

        public Http2Endpoint Endpoint => Http2Endpoint.Tcp((IPEndPoint)_listening.LocalEndPoint!);

        public Task Accepted { get; }

        public void Dispose()
        {
            _listening.Dispose();
            _accepted?.Dispose();
        }
    }
}
