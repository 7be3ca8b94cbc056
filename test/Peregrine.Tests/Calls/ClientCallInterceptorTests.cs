using System.Collections.Concurrent;
using Peregrine.Tests.Client;
using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.Calls;

public sealed class ClientCallInterceptorTests : IAsyncLifetime
{
    private readonly GrpcServer _server = EchoServer.Create().Start();
    private readonly ConcurrentQueue<string> _seen = new();
    private GrpcChannel _channel = null!;
    private CallInvoker _invoker = null!;

    public Task InitializeAsync()
    {
        _channel = _server.CreateChannel();
        _invoker = _channel.Intercept(new Watching(_seen));
        return Task.CompletedTask;
    }

    public async Task DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Fact]
    public async Task It_is_told_of_requests_headers_responses_and_the_end_of_calls_of_all_kinds()
    {
        Assert.Equal("a", await _invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "a"));
        Expect("observe test.Echo/Unary", "request a", "headers 0", "response a", "end OK, 0 trailers");

        Assert.Equal("b", _invoker.BlockingUnaryCall(EchoServer.Unary, null, default, "b"));
        Expect("observe test.Echo/Unary", "request b", "response b", "end OK, 0 trailers");

        using (AsyncServerStreamingCall<string> call = _invoker.AsyncServerStreamingCall(EchoServer.ServerStream, null, default, "2"))
        {
            while (await call.ResponseStream.MoveNext())
                continue;
        }
        Expect("observe test.Echo/ServerStream", "request 2", "headers 0", "response 0", "response 1", "end OK, 0 trailers");

        using (AsyncClientStreamingCall<string, string> call = _invoker.AsyncClientStreamingCall(EchoServer.ClientStream, null, default))
        {
            await call.RequestStream.WriteAsync("x");
            await call.RequestStream.WriteAsync("y");
            await call.RequestStream.CompleteAsync();
            Assert.Equal("xy", await call);
        }
        Expect("observe test.Echo/ClientStream", "request x", "request y", "complete", "headers 0", "response xy", "end OK, 0 trailers");

        using (AsyncDuplexStreamingCall<string, string> call = _invoker.AsyncDuplexStreamingCall(EchoServer.Duplex, null, default))
        {
            await call.RequestStream.WriteAsync("z");
            Assert.True(await call.ResponseStream.MoveNext());
            Assert.Equal("Z", call.ResponseStream.Current);
            await call.RequestStream.CompleteAsync();
            Assert.False(await call.ResponseStream.MoveNext());
            Assert.Equal("yes", (await call.ResponseHeadersAsync).GetValue("early"));
        }
        Expect("observe test.Echo/Duplex", "request z", "headers 1", "response Z", "complete", "end OK, 0 trailers");
    }

    [Fact]
    public async Task It_is_told_the_status_and_the_trailers_of_a_call_that_fails()
    {
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(async () => await _invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "!NotFound"));
        Assert.Equal(StatusCode.NotFound, thrown.StatusCode);
        Expect("observe test.Echo/Unary", "request !NotFound", "headers 0", "end NotFound, 1 trailers");

        Assert.Throws<RpcException>(() => _invoker.BlockingUnaryCall(EchoServer.Unary, null, default, "!Aborted"));
        Expect("observe test.Echo/Unary", "request !Aborted", "end Aborted, 1 trailers");

        Assert.Equal(StatusCode.DataLoss, (await _invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "!DataLoss").AsResult()).Status.StatusCode);
        Expect("observe test.Echo/Unary", "request !DataLoss", "headers 0", "end DataLoss, 1 trailers");

        using AsyncServerStreamingCall<string> stream = _invoker.AsyncServerStreamingCall(EchoServer.ServerStream, null, default, "no number");
        await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext());
        Expect("observe test.Echo/ServerStream", "request no number", "headers 0", "end Unknown, 0 trailers");
    }

    [Fact]
    public async Task A_call_that_its_caller_gives_up_ends_once_as_cancelled()
    {
        AsyncUnaryCall<string> unary = _invoker.AsyncUnaryCall(EchoServer.Unary, null, default, "wait");
        unary.Dispose();
        await Assert.ThrowsAsync<RpcException>(async () => await unary);
        Assert.Equal(["observe test.Echo/Unary", "request wait", "end Cancelled, 0 trailers"], Take());

        using var cancellation = new CancellationTokenSource();
        AsyncDuplexStreamingCall<string, string> duplex = _invoker.AsyncDuplexStreamingCall(EchoServer.Duplex, null, new CallOptions(cancellationToken: cancellation.Token));
        await duplex.RequestStream.WriteAsync("z");
        Assert.True(await duplex.ResponseStream.MoveNext());
        await cancellation.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => duplex.ResponseStream.MoveNext());
        duplex.Dispose();
        Expect("observe test.Echo/Duplex", "request z", "headers 1", "response Z", "end Cancelled, 0 trailers");
    }

    [Fact]
    public async Task It_may_change_the_options_and_leave_a_call_alone()
    {
        CallInvoker stamped = _channel.Intercept(new Stamping());
        AsyncUnaryCall<string> call = stamped.AsyncUnaryCall(EchoServer.Unary, null, default, "x");
        await call;
        Assert.Equal("set", call.GetTrailers().GetValue("stamp"));
    }

    [Fact]
    public async Task Headers_are_told_before_the_first_message_and_a_second_read_at_a_time_is_no_end()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncDuplexStreamingCall<string, string> call = script.Invoker.Intercept(new Watching(_seen)).AsyncDuplexStreamingCall(EchoServer.Duplex, null, default);
        script.Peer.ExpectHeaders(1);
        Task<bool> read = call.ResponseStream.MoveNext();
        script.Peer.SendResponseHeaders(1);
        Assert.True(SpinWait.SpinUntil(() => _seen.Contains("headers 0"), TimeSpan.FromMinutes(2)));
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext());
        Expect("observe test.Echo/Duplex", "headers 0");
        script.Peer.SendMessage(1, "m");
        Assert.True(await read);
        script.Peer.SendTrailers(1);
        Assert.False(await call.ResponseStream.MoveNext());
        Expect("response m", "end OK, 0 trailers");
    }

    private void Expect(params string[] events) => Assert.Equal(events, Take());

    private string[] Take()
    {
        string[] seen = [.. _seen];
        _seen.Clear();
        return seen;
    }

    private sealed class Watching(ConcurrentQueue<string> seen) : ClientCallInterceptor
    {
        protected override ClientCallObserver? Observe(IMethod method, ref CallOptions options)
        {
            seen.Enqueue($"observe {method.FullName.TrimStart('/')}");
            return new Watch(seen);
        }
    }

    private sealed class Watch(ConcurrentQueue<string> seen) : ClientCallObserver
    {
        public override void OnRequest(object message) => seen.Enqueue($"request {message}");

        public override void OnRequestsComplete() => seen.Enqueue("complete");

        public override void OnHeaders(Metadata headers) => seen.Enqueue($"headers {headers.Count}");

        public override void OnResponse(object message) => seen.Enqueue($"response {message}");

        public override void OnEnd(in Status status, Metadata trailers) => seen.Enqueue($"end {status.StatusCode}, {trailers.Count} trailers");
    }

    private sealed class Stamping : ClientCallInterceptor
    {
        protected override ClientCallObserver? Observe(IMethod method, ref CallOptions options)
        {
            options = options.WithHeaders(new Metadata { { "stamp", "set" } });
            return null;
        }
    }
}
