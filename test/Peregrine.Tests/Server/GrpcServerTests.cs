using System.Net;
using System.Net.Sockets;
using System.Text;
using Peregrine.Http2;

namespace Peregrine.Tests.Server;

/// <summary>The server over real sockets: starting, stopping, what it serves and for whom.</summary>
public class GrpcServerTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public async Task Port_0_takes_a_free_port_and_tells_it()
    {
        await using GrpcServer server = new GrpcServer("http://localhost:0").AddUnary(TestMethods.Unary, Echo).Start();

        Assert.NotEqual(0, server.Port);
        Assert.All(server.Urls, url => Assert.Equal(server.Port, new Uri(url).Port));
        await using GrpcChannel channel = GrpcChannel.ForAddress($"http://localhost:{server.Port}");
        Assert.Equal("echo x", await Call(channel, "x"));
    }

    [Fact]
    public async Task A_port_in_use_is_an_error_that_names_the_address()
    {
        await using GrpcServer first = new GrpcServer("http://127.0.0.1:0").Start();
        var second = new GrpcServer("http://127.0.0.1:0", $"http://127.0.0.1:{first.Port}");

        var error = Assert.Throws<Http2ListenException>(() => second.Start());
        Assert.Contains($"127.0.0.1:{first.Port}", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, second.Port);
    }

    [Fact]
    public async Task Several_addresses_of_different_kinds_serve_the_same()
    {
        string path = Path.Combine(Path.GetTempPath(), $"pg-{Guid.NewGuid():N}.sock");
        string name = $"pg-{Guid.NewGuid():N}";
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0", $"unix:{path}", $"npipe:{name}").AddUnary(TestMethods.Unary, Echo).Start();

        await using GrpcChannel tcp = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
        await using GrpcChannel unix = GrpcChannel.ForAddress($"unix:{path}");
        await using GrpcChannel pipe = GrpcChannel.ForAddress($"npipe:{name}");
        Assert.Equal("echo tcp", await Call(tcp, "tcp"));
        Assert.Equal("echo unix", await Call(unix, "unix"));
        Assert.Equal("echo pipe", await Call(pipe, "pipe"));
    }

    [Theory]
    [InlineData("https://localhost:0", "certificate")]
    [InlineData("http://localhost:0/path", "path")]
    [InlineData("nonsense", "nonsense")]
    public void An_address_that_cannot_be_is_an_error_that_says_why(string url, string why)
    {
        Exception error = Assert.ThrowsAny<Exception>(() => new GrpcServer(url));
        Assert.Contains(why, error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_same_method_twice_is_an_error()
    {
        GrpcServer server = new GrpcServer().AddUnary(TestMethods.Unary, Echo);
        Assert.Throws<InvalidOperationException>(() => server.AddUnary(TestMethods.Unary, Echo));
    }

    [Fact]
    public async Task After_the_start_nothing_can_be_added()
    {
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Start();
        Assert.Throws<InvalidOperationException>(() => server.AddUnary(TestMethods.Unary, Echo));
        Assert.Throws<InvalidOperationException>(() => server.Listen("http://127.0.0.1:0"));
        Assert.Throws<InvalidOperationException>(() => server.Start());
    }

    [Fact]
    public async Task RunAsync_serves_until_its_token_is_cancelled()
    {
        using var stop = new CancellationTokenSource();
        var server = new GrpcServer("http://127.0.0.1:0").AddUnary(TestMethods.Unary, Echo);
        Task running = server.RunAsync(stop.Token);
        await using (GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]))
            Assert.Equal("echo x", await Call(channel, "x"));

        Assert.False(running.IsCompleted);
        await stop.CancelAsync();
        await running.WaitAsync(Long);
        using var client = new TcpClient();
        await Assert.ThrowsAnyAsync<SocketException>(() => client.ConnectAsync(IPAddress.Loopback, server.Port));
    }

    [Fact]
    public async Task A_factory_makes_an_object_for_each_call_and_disposes_it()
    {
        var made = new List<CountingService>();
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").Add(() =>
        {
            var service = new CountingService();
            lock (made)
                made.Add(service);
            return service;
        }).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);

        Assert.Equal("call 1", await Call(channel, "x"));
        Assert.Equal("call 1", await Call(channel, "x"));
        Assert.Equal(3, made.Count);
        Assert.True(SpinWait.SpinUntil(() => made.TrueForAll(service => service.Disposed == 1), Long));
    }

    [Fact]
    public async Task A_fallback_handler_carries_any_call_as_bytes()
    {
        await using GrpcServer backend = new GrpcServer("http://127.0.0.1:0").AddUnary(TestMethods.Unary, Echo).Start();
        await using GrpcChannel toBackend = GrpcChannel.ForAddress(backend.Urls[0]);
        await using GrpcServer proxy = new GrpcServer("http://127.0.0.1:0").AddFallback(async (requests, responses, context) =>
        {
            string[] path = context.Method.Split('/');
            var method = new Method<byte[], byte[]>(MethodType.DuplexStreaming, path[1], path[2], Marshallers.Raw, Marshallers.Raw);
            using AsyncDuplexStreamingCall<byte[], byte[]> call = toBackend.CreateCallInvoker().AsyncDuplexStreamingCall(
                method, null, new CallOptions(cancellationToken: context.CancellationToken));
            await foreach (byte[] request in requests)
                await call.RequestStream.WriteAsync(request);
            await call.RequestStream.CompleteAsync();
            await foreach (byte[] response in call.ResponseStream)
                await responses.WriteAsync(response);
        }).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(proxy.Urls[0]);

        Assert.Equal("echo through", await Call(channel, "through"));
        var unknown = new Method<string, string>(MethodType.Unary, "no.Such", "Method", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        var error = await Assert.ThrowsAsync<RpcException>(async () => await channel.CreateCallInvoker().AsyncUnaryCall(unknown, null, default, "x"));
        Assert.Equal(StatusCode.Unimplemented, error.StatusCode);
    }

    [Fact]
    public async Task Http_1_on_a_grpc_port_is_told_so_and_logged()
    {
        var log = new ListLoggerFactory();
        await using GrpcServer server = new GrpcServer(new GrpcServerOptions { LoggerFactory = log }, "http://127.0.0.1:0").Start();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, server.Port);
        NetworkStream stream = client.GetStream();
        await stream.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
        using var reader = new StreamReader(stream, Encoding.ASCII);
        string answer = await reader.ReadToEndAsync().WaitAsync(Long);

        Assert.StartsWith("HTTP/1.1 ", answer, StringComparison.Ordinal);
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Any(line => line.Event.Id == 21), Long));
        Assert.Contains("HTTP/1", log.Lines.First(line => line.Event.Id == 21).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_graceful_stop_lets_open_calls_end_and_takes_no_new_ones()
    {
        var entered = new TaskCompletionSource();
        var gate = new TaskCompletionSource();
        GrpcServer server = new GrpcServer("http://127.0.0.1:0").AddUnary(TestMethods.Unary, async (request, context) =>
        {
            entered.TrySetResult();
            await gate.Task;
            return "finished";
        }).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        Task<string> call = Call(channel, "x");
        await entered.Task.WaitAsync(Long);

        Task stopping = server.StopAsync(Timeout.InfiniteTimeSpan);
        Assert.True(server.Draining.IsCancellationRequested);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();
        Assert.Equal("finished", await call.WaitAsync(Long));
        await stopping.WaitAsync(Long);
    }

    [Fact]
    public async Task A_graceful_stop_ends_a_connection_too_that_becomes_HTTP2_only_after_it_began()
    {
        var log = new ListLoggerFactory();
        GrpcServer server = new GrpcServer(new GrpcServerOptions { LoggerFactory = log }, "http://127.0.0.1:0").AddUnary(TestMethods.Unary, Echo).Start();
        using var late = new TcpClient("127.0.0.1", server.Port);
        // Connections are accepted in order: once this one is served, the other one is in the middle of its handshake.
        await using (GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]))
            await Call(channel, "x");

        Task stopping = server.StopAsync(Timeout.InfiniteTimeSpan);
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Any(line => line.Text.StartsWith("Stopping: draining", StringComparison.Ordinal)), Long));
        byte[] preface = [.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, 0, 0, 0, 4, 0, 0, 0, 0, 0];
        await late.GetStream().WriteAsync(preface);
        using var reader = new StreamReader(late.GetStream(), Encoding.Latin1);
        char[] frames = new char[1000];
        var answer = new StringBuilder();
        while (!answer.ToString().Contains("the server is stopping", StringComparison.Ordinal))
            answer.Append(frames, 0, await reader.ReadAsync(frames).AsTask().WaitAsync(Long) is > 0 and int count ? count : throw new EndOfStreamException());
        late.Close();
        await stopping.WaitAsync(Long);
    }

    [Fact]
    public async Task The_drain_token_lets_a_stream_wrap_up()
    {
        GrpcServer server = new GrpcServer("http://127.0.0.1:0").AddServerStreaming(TestMethods.ServerStreaming, async (_, responses, context) =>
        {
            await responses.WriteAsync("first");
            await Task.Delay(Timeout.Infinite, context.DrainToken).ContinueWith(_ => { }, TaskScheduler.Default);
            await responses.WriteAsync("last words");
        }).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        using AsyncServerStreamingCall<string> call = channel.CreateCallInvoker().AsyncServerStreamingCall(TestMethods.ServerStreaming, null, default, "go");
        Assert.True(await call.ResponseStream.MoveNext());

        Task stopping = server.StopAsync(Timeout.InfiniteTimeSpan);
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("last words", call.ResponseStream.Current);
        Assert.False(await call.ResponseStream.MoveNext());
        await stopping.WaitAsync(Long);
    }

    [Fact]
    public async Task A_stop_by_force_cancels_10_000_streams_and_waits_for_nothing()
    {
        const int Streams = 10_000;
        // Time stands still: whoever waits for some of it waits for ever.
        var time = new Peregrine.Testing.FakeTimeProvider();
        int open = 0;
        int cancelled = 0;
        GrpcServer server = new GrpcServer(new GrpcServerOptions { TimeProvider = time, Http2 = new Http2Options { MaxConcurrentStreams = Streams } }, "http://127.0.0.1:0")
            .AddDuplexStreaming(TestMethods.Duplex, async (requests, _, _) =>
            {
                Interlocked.Increment(ref open);
                try
                {
                    await requests.MoveNext();
                }
                finally
                {
                    Interlocked.Increment(ref cancelled);
                }
            }).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        CallInvoker invoker = channel.CreateCallInvoker();
        AsyncDuplexStreamingCall<string, string>[] calls =
            [.. Enumerable.Range(0, Streams).Select(_ => invoker.AsyncDuplexStreamingCall(TestMethods.Duplex, null, default))];
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref open) == Streams, TimeSpan.FromMinutes(2)), $"{open} streams opened");

        await server.StopAsync(TimeSpan.Zero).WaitAsync(Long);
        Assert.True(SpinWait.SpinUntil(() => Volatile.Read(ref cancelled) == Streams, Long), $"{cancelled} handlers were told");
        foreach (AsyncDuplexStreamingCall<string, string> call in calls)
            call.Dispose();
    }

    [Fact]
    public async Task A_logger_that_throws_harms_neither_calls_nor_connections_nor_the_process()
    {
        var log = new ThrowingLoggerFactory();
        GrpcServer server = new GrpcServer(new GrpcServerOptions { LoggerFactory = log }, "http://127.0.0.1:0")
            .AddUnary(TestMethods.Unary, (request, _) => request == "throw" ? throw new InvalidOperationException() : Task.FromResult(request)).Start();
        for (int i = 0; i < 3; i++)
        {
            // Each channel's end is a line of the server's, on the thread of the connection.
            await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0], new GrpcChannelOptions { LoggerFactory = log });
            Assert.Equal("still here", await Call(channel, "still here"));
            Assert.Equal(StatusCode.Unknown, (await Assert.ThrowsAsync<RpcException>(() => Call(channel, "throw"))).StatusCode);
        }
        await server.DisposeAsync();
        Assert.True(log.Thrown > 0);
    }

    [Fact]
    public async Task A_handler_that_blocks_holds_no_other_call_up()
    {
        using var gate = new ManualResetEventSlim();
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").AddUnary(TestMethods.Unary, (request, _) =>
        {
            if (request == "block")
                gate.Wait(Long);
            return Task.FromResult(request);
        }).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        Task<string> blocked = Call(channel, "block");

        for (int i = 0; i < 100; i++)
            Assert.Equal("quick", await Call(channel, "quick").WaitAsync(Long));
        Assert.False(blocked.IsCompleted);
        gate.Set();
        Assert.Equal("block", await blocked.WaitAsync(Long));
    }

    private static Task<string> Echo(string request, ServerCallContext context) => Task.FromResult("echo " + request);

    private static async Task<string> Call(GrpcChannel channel, string request) =>
        await channel.CreateCallInvoker().AsyncUnaryCall(TestMethods.Unary, null, default, request);

    private sealed class CountingService : IGrpcService, IAsyncDisposable
    {
        private int _calls;

        public int Disposed { get; private set; }

        public void Bind(ServiceBinder binder) => binder.AddUnary(TestMethods.Unary, (_, _) => Task.FromResult($"call {++_calls}"));

        public ValueTask DisposeAsync()
        {
            Disposed++;
            return default;
        }
    }
}
