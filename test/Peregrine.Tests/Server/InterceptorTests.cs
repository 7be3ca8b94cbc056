namespace Peregrine.Tests.Server;

public class InterceptorTests
{
    [Theory]
    [InlineData(TestMethods.UnaryPath)]
    [InlineData(TestMethods.ClientStreamingPath)]
    [InlineData(TestMethods.ServerStreamingPath)]
    [InlineData(TestMethods.DuplexPath)]
    public void Every_kind_of_call_goes_through_the_interceptors_the_first_outermost(string path)
    {
        var log = new List<string>();
        using var caller = ScriptedCaller.To(
            TestMethods.BindEcho, new GrpcServerOptions { Interceptors = [new Tracing("outer", log), new Tracing("inner", log)] });
        caller.Request(1, path);
        caller.Message(1, "m", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.OK, response.Status);
        Assert.Single(response.Messages);
        Assert.Equal([$"outer> {path}", $"inner> {path}", "inner<", "outer<"], log);
        Assert.Equal("inner,outer", response.Trailers["passed"]);
    }

    [Fact]
    public void An_interceptor_may_answer_by_itself()
    {
        bool called = false;
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, (_, _) =>
            {
                called = true;
                return Task.FromResult("handler");
            }),
            new GrpcServerOptions { Interceptors = [new Answering()] });
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "cached", end: true);
        caller.Request(3, TestMethods.UnaryPath);
        caller.Message(3, "forbidden", end: true);
        caller.Request(5, TestMethods.UnaryPath);
        caller.Message(5, "change", end: true);

        Assert.Equal(["from the interceptor"], caller.Ended(1).Messages);
        Assert.Equal(StatusCode.PermissionDenied, caller.Ended(3).Status);
        Assert.False(caller.Ended(3).Messages.Count > 0);
        Assert.Equal(["changed handler"], caller.Ended(5).Messages);
        Assert.True(called);
    }

    [Fact]
    public void An_interceptor_sees_and_changes_the_messages_of_a_stream()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho, new GrpcServerOptions { Interceptors = [new Shouting()] });
        caller.Request(1, TestMethods.DuplexPath);
        caller.Message(1, "a");
        caller.Message(1, "b", end: true);

        Assert.Equal(["ECHO A", "ECHO B"], caller.Ended(1).Messages);
    }

    private sealed class Tracing(string name, List<string> log) : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name}> {context.Method}");
            TResponse response = await continuation(request, context);
            Leave(context);
            return response;
        }

        public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name}> {context.Method}");
            TResponse response = await continuation(requestStream, context);
            Leave(context);
            return response;
        }

        public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
            TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name}> {context.Method}");
            await continuation(request, responseStream, context);
            Leave(context);
        }

        public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation)
        {
            log.Add($"{name}> {context.Method}");
            await continuation(requestStream, responseStream, context);
            Leave(context);
        }

        private void Leave(ServerCallContext context)
        {
            log.Add($"{name}<");
            context.ResponseTrailers.Add("passed", name);
        }
    }

    private sealed class Answering : Interceptor
    {
        public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
            TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation) => (request as string) switch
        {
            "cached" => (TResponse)(object)"from the interceptor",
            "forbidden" => throw new RpcException(new Status(StatusCode.PermissionDenied, "no")),
            _ => (TResponse)(object)("changed " + await continuation(request, context)),
        };
    }

    private sealed class Shouting : Interceptor
    {
        public override Task DuplexStreamingServerHandler<TRequest, TResponse>(
            IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, DuplexStreamingServerMethod<TRequest, TResponse> continuation) =>
            continuation(requestStream, (IServerStreamWriter<TResponse>)(object)new ShoutingWriter((IServerStreamWriter<string>)responseStream), context);
    }

    private sealed class ShoutingWriter(IServerStreamWriter<string> inner) : IServerStreamWriter<string>
    {
        public WriteOptions? WriteOptions { get; set; }

        public Task WriteAsync(string message) => inner.WriteAsync(message.ToUpperInvariant());
    }
}
