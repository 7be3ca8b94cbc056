using System.Collections.Concurrent;
using Peregrine.Http2;

namespace Peregrine.Tests.Server;

public class LimitTests
{
    [Fact]
    public void Calls_over_the_limit_wait_their_turn_and_those_over_the_queue_are_refused()
    {
        var gates = new ConcurrentDictionary<string, TaskCompletionSource<string>>();
        using var caller = ScriptedCaller.To(Gated(gates), new GrpcServerOptions { MaxConcurrentCalls = 2, MaxQueuedCalls = 2 });
        for (int stream = 1; stream <= 9; stream += 2)
            Call(caller, stream);

        ScriptedResponse refused = caller.Ended(9);
        Assert.Equal(StatusCode.ResourceExhausted, refused.Status);
        Assert.Equal("2 calls run and 2 wait, the most that MaxQueuedCalls allows", refused.Detail);
        Assert.Equal(["1", "3"], gates.Keys.Order());

        gates["3"].SetResult("ok");
        Assert.Equal(StatusCode.OK, caller.Ended(3).Status);
        Started(gates, "5");
        Assert.Equal(["1", "3", "5"], gates.Keys.Order());
        gates["1"].SetResult("ok");
        gates["5"].SetResult("ok");
        caller.Ended(5);
        Started(gates, "7");
        gates["7"].SetResult("ok");
        Assert.Equal(StatusCode.OK, caller.Ended(7).Status);
    }

    [Fact]
    public void A_call_that_ends_while_it_waits_gives_its_place_up()
    {
        var gates = new ConcurrentDictionary<string, TaskCompletionSource<string>>();
        using var caller = ScriptedCaller.To(Gated(gates), new GrpcServerOptions { MaxConcurrentCalls = 1, MaxQueuedCalls = 1 });
        Call(caller, 1);
        Call(caller, 3);
        caller.Reset(3);
        Call(caller, 5);
        Assert.False(caller.Response(5).HasEnded);

        gates["1"].SetResult("ok");
        caller.Ended(1);
        Started(gates, "5");
        gates["5"].SetResult("ok");
        Assert.Equal(StatusCode.OK, caller.Ended(5).Status);
        Assert.DoesNotContain("3", gates.Keys);
    }

    [Fact]
    public void A_deadline_passes_while_a_call_waits()
    {
        var gates = new ConcurrentDictionary<string, TaskCompletionSource<string>>();
        using var caller = ScriptedCaller.To(Gated(gates), new GrpcServerOptions { MaxConcurrentCalls = 1 });
        Call(caller, 1);
        Call(caller, 3, ("grpc-timeout", "1S"));
        caller.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StatusCode.DeadlineExceeded, caller.Ended(3).Status);

        gates["1"].SetResult("ok");
        caller.Ended(1);
        Call(caller, 5);
        Started(gates, "5");
        Assert.Equal(["1", "5"], gates.Keys.Order());
    }

    [Fact]
    public void A_limit_of_a_method_leaves_other_methods_alone()
    {
        var gates = new ConcurrentDictionary<string, TaskCompletionSource<string>>();
        using var caller = ScriptedCaller.To(
            binder =>
            {
                Gated(gates)(binder);
                binder.AddDuplexStreaming(TestMethods.Duplex, (_, responses, _) => responses.WriteAsync("free"));
            },
            new GrpcServerOptions { Methods = [new MethodOptions("test.Service", "Unary") { MaxConcurrentCalls = 1, MaxQueuedCalls = 0 }] });
        Call(caller, 1);
        Call(caller, 3);
        Assert.Equal(StatusCode.ResourceExhausted, caller.Ended(3).Status);
        caller.Request(5, TestMethods.DuplexPath, end: true);
        Assert.Equal(["free"], caller.Ended(5).Messages);
    }

    [Fact]
    public void The_options_of_a_method_win_over_those_of_its_service_and_server()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho, new GrpcServerOptions
        {
            MaxReceiveMessageSize = 10,
            Methods =
            [
                new MethodOptions("test.Service") { MaxReceiveMessageSize = 20 },
                new MethodOptions("test.Service", "Unary") { MaxReceiveMessageSize = 30 },
                new MethodOptions("other.Service") { MaxReceiveMessageSize = 1 },
            ],
        });
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, new string('x', 30), end: true);
        Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
        caller.Request(3, TestMethods.DuplexPath);
        caller.Message(3, new string('x', 21));
        Assert.Contains("(20)", caller.Ended(3).Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(TestMethods.UnaryPath)]
    [InlineData(TestMethods.DuplexPath)]
    public void Beginnings_of_messages_count_against_the_connection_until_they_are_whole_and_beyond_the_limit_a_call_is_refused(string path)
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho, new GrpcServerOptions { Http2 = new Http2Options { MaxIncompleteBytes = 30_000 } });
        byte[] message = ScriptedCaller.Framed(new string('x', 20_000));
        for (int stream = 1; stream <= 5; stream += 2)
        {
            caller.Request(stream, path);
            caller.Data(stream, message[..14_000]);
        }

        Assert.Equal(ErrorCode.EnhanceYourCalm, caller.Ended(5).Reset);
        Assert.Equal(28_000, caller.Connection.Counters.BytesUnconsumed);
        for (int stream = 1; stream <= 3; stream += 2)
        {
            caller.Data(stream, message[14_000..]);
            caller.HalfClose(stream);
            Assert.Equal(20_000, Assert.Single(caller.Ended(stream).Messages).Length - "echo ".Length);
            Assert.Equal(StatusCode.OK, caller.Ended(stream).Status);
        }

        Assert.Equal(0, caller.Connection.Counters.BytesUnconsumed);
    }

    private static Action<ServiceBinder> Gated(ConcurrentDictionary<string, TaskCompletionSource<string>> gates) => binder =>
        binder.AddUnary(TestMethods.Unary, (request, _) =>
        {
            var gate = new TaskCompletionSource<string>();
            gates[request] = gate;
            return gate.Task;
        });

    // A call that waited is started on a pool thread.
    private static void Started(ConcurrentDictionary<string, TaskCompletionSource<string>> gates, string request) =>
        Assert.True(SpinWait.SpinUntil(() => gates.ContainsKey(request), TimeSpan.FromMinutes(2)));

    private static void Call(ScriptedCaller caller, int stream, params (string, string)[] more)
    {
        caller.Request(stream, TestMethods.UnaryPath, more: more);
        caller.Message(stream, $"{stream}", end: true);
    }
}
