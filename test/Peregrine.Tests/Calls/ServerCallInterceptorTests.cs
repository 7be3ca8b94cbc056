using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.Calls;

public sealed class ServerCallInterceptorTests
{
    [Fact]
    public async Task It_is_around_calls_of_all_four_kinds()
    {
        var seen = new List<string>();
        await using GrpcServer server = EchoServer.Create(new GrpcServerOptions { Interceptors = [new Around(seen)] }).Start();
        await using GrpcChannel channel = server.CreateChannel();
        CallInvoker invoker = channel.CreateCallInvoker();

        Assert.Equal("a", await invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "a"));
        using (AsyncServerStreamingCall<string> call = invoker.AsyncServerStreamingCall(EchoServer.ServerStream, null, default, "1"))
        {
            while (await call.ResponseStream.MoveNext())
                continue;
        }
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

        IMethod[] methods = [EchoServer.Unary, EchoServer.ServerStream, EchoServer.ClientStream, EchoServer.Duplex];
        Assert.Equal(methods.SelectMany(method => new[] { "before " + method.FullName, "after " + method.FullName }), seen);
    }

    [Fact]
    public async Task It_may_refuse_a_call_that_then_never_reaches_its_handler()
    {
        await using GrpcServer server = EchoServer.Create(new GrpcServerOptions { Interceptors = [new Refusing()] }).Start();
        await using GrpcChannel channel = server.CreateChannel();
        RpcResult<string> result = await channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, default, "a").AsResult();
        Assert.Equal(new Status(StatusCode.PermissionDenied, "no"), result.Status);
    }

    private sealed class Around(List<string> seen) : ServerCallInterceptor
    {
        protected override async Task HandleAsync(ServerCallContext context, Func<Task> next)
        {
            seen.Add("before " + context.Method);
            await next();
            seen.Add("after " + context.Method);
        }
    }

    private sealed class Refusing : ServerCallInterceptor
    {
        protected override Task HandleAsync(ServerCallContext context, Func<Task> next) => throw new RpcException(new Status(StatusCode.PermissionDenied, "no"));
    }
}
