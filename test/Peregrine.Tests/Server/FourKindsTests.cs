namespace Peregrine.Tests.Server;

public class FourKindsTests
{
    [Fact]
    public void A_unary_call_is_answered_with_headers_message_and_trailers()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "hello", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(["HEADERS", "DATA", "HEADERS+END"], response.Frames);
        Assert.Equal("200", response.Blocks[0][":status"]);
        Assert.Equal("application/grpc", response.Blocks[0]["content-type"]);
        Assert.Equal(["echo hello"], response.Messages);
        Assert.Equal(StatusCode.OK, response.Status);
    }

    [Fact]
    public void A_client_streaming_call_is_answered_when_the_caller_has_ended()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.ClientStreamingPath);
        caller.Message(1, "a");
        caller.Data(1, [.. ScriptedCaller.Framed("b"), .. ScriptedCaller.Framed("c")]);
        Assert.Empty(caller.Response(1).Frames);
        caller.HalfClose(1);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(["a+b+c"], response.Messages);
        Assert.Equal(StatusCode.OK, response.Status);
    }

    [Fact]
    public void A_server_streaming_call_is_answered_message_by_message()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.ServerStreamingPath);
        caller.Message(1, "x,y,z", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(["x", "y", "z"], response.Messages);
        Assert.Equal(StatusCode.OK, response.Status);
    }

    [Fact]
    public void A_duplex_call_is_answered_as_it_goes_on()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.DuplexPath);
        caller.Message(1, "a");
        caller.Until(1, r => r.Messages.Count == 1);
        caller.Message(1, "b");
        ScriptedResponse response = caller.Until(1, r => r.Messages.Count == 2);
        Assert.False(response.HasEnded);
        caller.HalfClose(1);

        caller.Ended(1);
        Assert.Equal(["echo a", "echo b"], response.Messages);
        Assert.Equal(StatusCode.OK, response.Status);
    }

    [Fact]
    public void Streams_are_used_again_without_mixing_calls_up()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        for (int stream = 1; stream < 200; stream += 2)
        {
            string path = (stream / 2 % 3) switch { 0 => TestMethods.UnaryPath, 1 => TestMethods.DuplexPath, _ => "/unknown/Method" };
            caller.Request(stream, path);
            caller.Message(stream, $"m{stream}", end: true);
            ScriptedResponse response = caller.Ended(stream);
            if (path == "/unknown/Method")
                Assert.Equal(StatusCode.Unimplemented, response.Status);
            else
                Assert.Equal([$"echo m{stream}"], response.Messages);
        }
    }

    [Fact]
    public void Many_calls_at_once_share_a_connection()
    {
        var gates = new Dictionary<string, TaskCompletionSource<string>>();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (request, _) =>
        {
            var gate = new TaskCompletionSource<string>();
            gates[request] = gate;
            return gate.Task;
        }));
        for (int stream = 1; stream < 100; stream += 2)
        {
            caller.Request(stream, TestMethods.UnaryPath);
            caller.Message(stream, $"{stream}", end: true);
        }

        for (int stream = 99; stream > 0; stream -= 2)
        {
            gates[$"{stream}"].SetResult($"answer {stream}");
            Assert.Equal([$"answer {stream}"], caller.Ended(stream).Messages);
        }
    }
}
