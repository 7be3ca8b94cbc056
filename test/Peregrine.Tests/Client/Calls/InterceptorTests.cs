namespace Peregrine.Tests.Client.Calls;

public sealed class InterceptorTests : IAsyncLifetime
{
    private readonly GrpcServer _server = EchoServer.Create().Start();
    private GrpcChannel _channel = null!;

    public Task InitializeAsync()
    {
        _channel = _server.CreateChannel();
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task Interceptors_see_all_four_kinds_and_blocking_calls_the_first_of_them_first()
    {
        List<string> seen = [];
        CallInvoker invoker = _channel.Intercept(new Recorder("outer", seen), new Recorder("inner", seen));
        Assert.Equal("a", await invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "a"));
        Assert.Equal("b", invoker.BlockingUnaryCall(EchoServer.Unary, null, default, "b"));
        using (AsyncServerStreamingCall<string> call = invoker.AsyncServerStreamingCall(EchoServer.ServerStream, null, default, "1"))
            Assert.True(await call.ResponseStream.MoveNext());
        using (AsyncClientStreamingCall<string, string> call = invoker.AsyncClientStreamingCall(EchoServer.ClientStream, null, default))
        {
            await call.RequestStream.CompleteAsync();
            Assert.Equal("", await call);
        }
        using (AsyncDuplexStreamingCall<string, string> call = invoker.AsyncDuplexStreamingCall(EchoServer.Duplex, null, default))
        {
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext());
        }
        string[] kinds = ["unary", "blocking", "server", "client", "duplex"];
        Assert.Equal(kinds.SelectMany(kind => new[] { $"outer {kind}", $"inner {kind}" }), seen);
    }

    [Fact]
    public async Task An_interceptor_may_change_metadata()
    {
        CallInvoker invoker = _channel.CreateCallInvoker().Intercept(metadata =>
        {
            metadata.Add("stamp", "set");
            return metadata;
        });
        AsyncUnaryCall<string> call = invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "x");
        await call;
        Assert.Equal("set", call.GetTrailers().GetValue("stamp"));
    }

    [Fact]
    public async Task An_interceptor_may_answer_by_itself_and_change_the_response()
    {
        CallInvoker invoker = _channel.Intercept(new Shouting());
        Assert.Equal("HEY", await invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "hey"));
        RpcResult<string> refused = await invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "secret").AsResult();
        Assert.Equal(StatusCode.PermissionDenied, refused.Status.StatusCode);
    }

    [Fact]
    public async Task A_call_made_of_its_parts_behaves_like_one_of_ours()
    {
        var trailers = new Metadata { { "a", "b" } };
        bool disposed = false;
        var good = new AsyncUnaryCall<string>(Task.FromResult("x"), Task.FromResult(new Metadata()), () => Status.DefaultSuccess, () => trailers, () => disposed = true);
        Assert.Equal("x", await good);
        Assert.Equal("x", (await good.AsResult()).Value);
        Assert.Same(trailers, good.GetTrailers());
        good.Dispose();
        Assert.True(disposed);
        var status = new Status(StatusCode.DataLoss, "gone");
        var bad = new AsyncUnaryCall<string>(Task.FromException<string>(new RpcException(status)), Task.FromResult(new Metadata()), () => status, () => [], () => { });
        Assert.Equal(status, (await bad.AsResult()).Status);
        await Assert.ThrowsAsync<RpcException>(async () => await bad);
    }

    [Fact]
    public async Task A_client_with_a_host_sends_it_as_its_authority()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        var client = new PlainClient(script.Channel);
        _ = client.CallAsync("hi");
        Assert.Contains((":authority", "test"), script.Peer.ExpectUnary(1));
        _ = client.WithHost("tenant.example").CallAsync("hi");
        Assert.Contains((":authority", "tenant.example"), script.Peer.ExpectUnary(3));
        _ = client.WithHost("tenant.example").WithHost("other.example").CallAsync("hi");
        Assert.Contains((":authority", "other.example"), script.Peer.ExpectUnary(5));
    }

    [Fact]
    public void A_client_for_mocks_says_that_it_has_no_channel() =>
        Assert.Contains("mocks", Assert.Throws<InvalidOperationException>(() => { new PlainClient().CallAsync("x"); }).Message);

    private sealed class PlainClient : ClientBase<PlainClient>
    {
        public PlainClient()
        {
        }

        public PlainClient(ChannelBase channel)
            : base(channel)
        {
        }

        private PlainClient(ClientBaseConfiguration configuration)
            : base(configuration)
        {
        }

        public AsyncUnaryCall<string> CallAsync(string request) => CallInvoker.AsyncUnaryCall(EchoServer.Unary, null, default, request);

        protected override PlainClient NewInstance(ClientBaseConfiguration configuration) => new(configuration);
    }

    private sealed class Recorder(string name, List<string> seen) : Interceptor
    {
        public override TResponse BlockingUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} blocking");
            return continuation(request, context);
        }

        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} unary");
            return continuation(request, context);
        }

        public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} server");
            return continuation(request, context);
        }

        public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} client");
            return continuation(context);
        }

        public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
        {
            seen.Add($"{name} duplex");
            return continuation(context);
        }
    }

    private sealed class Shouting : Interceptor
    {
        public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
        {
            if (request is "secret")
            {
                var refused = new Status(StatusCode.PermissionDenied, "not for you");
                return new AsyncUnaryCall<TResponse>(Task.FromException<TResponse>(new RpcException(refused)), Task.FromResult(new Metadata()), () => refused, () => [], () => { });
            }
            AsyncUnaryCall<TResponse> call = continuation(request, context);
            return new AsyncUnaryCall<TResponse>(ShoutAsync(call), call.ResponseHeadersAsync, call.GetStatus, call.GetTrailers, call.Dispose);
        }

        private static async Task<TResponse> ShoutAsync<TResponse>(AsyncUnaryCall<TResponse> call) =>
            await call is string text ? (TResponse)(object)text.ToUpperInvariant() : throw new InvalidOperationException();
    }
}
