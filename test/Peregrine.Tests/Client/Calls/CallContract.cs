namespace Peregrine.Tests.Client.Calls;

/// <summary>What holds for the four kinds of call whatever carries them; run over each transport.</summary>
public abstract class CallContract : IAsyncLifetime
{
    private GrpcServer _server = null!;
    private GrpcChannel _channel = null!;
    private CallInvoker _invoker = null!;

    public Task InitializeAsync()
    {
        _server = EchoServer.Create(Urls).Start();
        _channel = Connect(_server);
        _invoker = _channel.CreateCallInvoker();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _server.DisposeAsync();
    }

    /// <summary>Where the server listens.</summary>
    protected abstract string[] Urls { get; }

    /// <summary>A channel to a started server.</summary>
    protected abstract GrpcChannel Connect(GrpcServer server);

    [Fact]
    public async Task A_unary_call_gets_its_answer_again_and_again()
    {
        for (int i = 0; i < 1000; i++)
            Assert.Equal($"hello {i}", await Unary($"hello {i}"));
        Assert.Equal(ConnectivityState.Ready, _channel.State);
    }

    [Fact]
    public void A_blocking_call_returns_the_answer() =>
        Assert.Equal("hi", _invoker.BlockingUnaryCall(EchoServer.Unary, null, default, "hi"));

    [Fact]
    public async Task A_status_of_the_handler_reaches_the_caller_with_its_trailers()
    {
        AsyncUnaryCall<string> call = Unary("!NotFound");
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(StatusCode.NotFound, thrown.StatusCode);
        Assert.Equal("as you wish", thrown.Status.Detail);
        Assert.Equal(StatusOrigin.Peer, thrown.Status.Origin);
        Assert.Equal("asked", thrown.Trailers.GetValue("why"));
        Assert.Equal(StatusCode.NotFound, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_result_holds_a_failure_without_an_exception()
    {
        RpcResult<string> failed = await Unary("!Aborted").AsResult();
        Assert.False(failed.IsOk);
        Assert.Equal(StatusCode.Aborted, failed.Status.StatusCode);
        RpcResult<string> good = await Unary("fine").AsResult();
        Assert.Equal("fine", good.Value);
    }

    [Fact]
    public async Task Metadata_goes_both_ways_and_cannot_be_changed_by_the_receiver()
    {
        var headers = new Metadata { { "color", "green" }, { "raw-bin", [1, 2, 3] } };
        AsyncUnaryCall<string> call = Unary("x", new CallOptions(headers));
        await call;
        Assert.Equal("green", call.GetTrailers().GetValue("color"));
        Assert.Equal([1, 2, 3], call.GetTrailers().GetValueBytes("raw-bin")!);
        Assert.True(call.GetTrailers().IsReadOnly);
    }

    [Fact]
    public async Task A_server_stream_is_an_async_sequence()
    {
        using AsyncServerStreamingCall<string> call = _invoker.AsyncServerStreamingCall(EchoServer.ServerStream, null, default, "5");
        List<string> got = [];
        await foreach (string response in call.ResponseStream)
            got.Add(response);
        Assert.Equal(["0", "1", "2", "3", "4"], got);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task A_client_stream_has_one_response()
    {
        using AsyncClientStreamingCall<string, string> call = _invoker.AsyncClientStreamingCall(EchoServer.ClientStream, null, default);
        await call.RequestStream.WriteAsync("a");
        await call.RequestStream.WriteAsync("b");
        await call.RequestStream.CompleteAsync();
        Assert.Equal("ab", await call);
    }

    [Fact]
    public async Task Rule_34_headers_of_a_duplex_call_come_before_its_first_message()
    {
        using AsyncDuplexStreamingCall<string, string> call = _invoker.AsyncDuplexStreamingCall(EchoServer.Duplex, null, default);
        Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("early"));
        await call.RequestStream.WriteAsync("up");
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("UP", call.ResponseStream.Current);
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task A_cancelled_token_gives_its_own_exception()
    {
        using var cancellation = new CancellationTokenSource();
        AsyncUnaryCall<string> call = Unary("wait", new CallOptions(cancellationToken: cancellation.Token));
        await cancellation.CancelAsync();
        OperationCanceledException thrown = await Assert.ThrowsAnyAsync<OperationCanceledException>(async () => await call);
        Assert.Equal(cancellation.Token, thrown.CancellationToken);
        Assert.Equal(StatusCode.Cancelled, call.GetStatus().StatusCode);
    }

    [Fact]
    public async Task An_unknown_method_is_unimplemented()
    {
        var method = new Method<string, string>(MethodType.Unary, "test.Echo", "Nothing", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        RpcResult<string> result = await _invoker.AsyncUnaryCall(method, null, default, "x").AsResult();
        Assert.Equal(StatusCode.Unimplemented, result.Status.StatusCode);
    }

    [Fact]
    public async Task Rule_29_many_threads_may_write_one_stream()
    {
        using AsyncDuplexStreamingCall<string, string> call = _invoker.AsyncDuplexStreamingCall(EchoServer.Duplex, null, default);
        Task reading = Task.Run(async () =>
        {
            for (int i = 0; i < 800; i++)
                Assert.True(await call.ResponseStream.MoveNext());
        });
        await Task.WhenAll(Enumerable.Range(0, 8).Select(writer => Task.Run(async () =>
        {
            for (int i = 0; i < 100; i++)
                await call.RequestStream.WriteAsync($"{writer}.{i}");
        })));
        await reading.WaitAsync(TimeSpan.FromMinutes(2));
        await call.RequestStream.CompleteAsync();
        Assert.False(await call.ResponseStream.MoveNext());
    }

    [Fact]
    public async Task A_handler_that_blocks_does_not_hold_up_other_calls()
    {
        using var gate = new ManualResetEventSlim();
        await using GrpcServer server = new GrpcServer(Urls)
            .AddUnary(EchoServer.Unary, (request, _) =>
            {
                if (request == "block")
                    gate.Wait();
                return Task.FromResult(request);
            })
            .Start();
        await using GrpcChannel channel = Connect(server);
        CallInvoker invoker = channel.CreateCallInvoker();
        AsyncUnaryCall<string> blocked = invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "block");
        Assert.Equal("free", await invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "free").ResponseAsync.WaitAsync(TimeSpan.FromMinutes(2)));
        gate.Set();
        Assert.Equal("block", await blocked);
    }

    private AsyncUnaryCall<string> Unary(string request, CallOptions options = default) =>
        _invoker.AsyncUnaryCall(EchoServer.Unary, null, options, request);
}
