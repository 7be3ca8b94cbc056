using Peregrine.Http2;

namespace Peregrine.Tests.Server;

/// <summary>grpc-semantics §3.10.</summary>
public class HygieneRuleTests
{
    private static readonly (string, string)[] Complete =
        [(":method", "POST"), (":scheme", "http"), (":path", TestMethods.UnaryPath), (":authority", "test"), ("content-type", "application/grpc")];

    [Theory]
    [InlineData("/unknown.Service/Method", "unknown service unknown.Service")]
    [InlineData("/test.Service/Unknown", "unknown method Unknown for service test.Service")]
    [InlineData("/test.Service/unary", "unknown method unary for service test.Service")]
    [InlineData("/test.service/Unary", "unknown service test.service")]
    [InlineData("/", "the path '/' is not of the form /service/method")]
    [InlineData("/test.Service/Unary/", "unknown service test.Service/Unary")]
    public void Rule_80_an_unknown_path_is_unimplemented(string path, string detail)
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, path);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal("HEADERS+END", response.Frames[0]);
        Assert.Equal("200", response.Trailers[":status"]);
        Assert.Equal(StatusCode.Unimplemented, response.Status);
        Assert.Equal(detail, response.Detail);
    }

    [Theory]
    [InlineData("application/json")]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpcx")]
    [InlineData("")]
    public void Rule_80_another_content_type_is_415(string contentType)
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.RawRequest(1, true, [.. Complete.Where(f => f.Item1 != "content-type"), ("content-type", contentType)]);

        Assert.Equal("415", caller.Ended(1).Trailers[":status"]);
    }

    [Theory]
    [InlineData("application/grpc-web")]
    [InlineData("application/grpc-web+proto")]
    [InlineData("application/grpc-web-text")]
    [InlineData("application/grpc-web-text+proto")]
    public void Rule_87_what_a_browser_sends_is_refused_without_a_handler_and_the_connection_goes_on(string contentType)
    {
        int handled = 0;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (request, _) =>
        {
            handled++;
            return Task.FromResult(request);
        }));
        caller.RawRequest(1, false, [.. Complete.Where(f => f.Item1 != "content-type"), ("content-type", contentType)]);
        caller.Message(1, "x", end: true);
        Assert.Equal("415", caller.Ended(1).Trailers[":status"]);
        Assert.Equal(0, handled);

        caller.Request(3, TestMethods.UnaryPath);
        caller.Message(3, "next", end: true);
        Assert.Equal(["next"], caller.Ended(3).Messages);
        Assert.Equal(1, handled);
    }

    [Theory]
    [InlineData("application/grpc")]
    [InlineData("application/grpc+proto")]
    [InlineData("application/grpc;charset=utf-8")]
    [InlineData("Application/gRPC")]
    public void Rule_80_the_content_types_of_grpc_are_taken(string contentType)
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.RawRequest(1, false, [.. Complete.Where(f => f.Item1 != "content-type"), ("content-type", contentType)]);
        caller.Message(1, "x", end: true);

        Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
    }

    [Fact]
    public void Rule_80_another_method_is_405()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.RawRequest(1, true, [.. Complete.Where(f => f.Item1 != ":method").Prepend((":method", "GET"))]);

        Assert.Equal("405", caller.Ended(1).Trailers[":status"]);
    }

    [Theory]
    [InlineData("localhost")]
    [InlineData("%2Frun%2Fgreeter.sock")]
    [InlineData("example.com:50051")]
    public void Rule_81_any_authority_is_taken(string authority)
    {
        string? host = null;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            host = context.Host;
            return Task.FromResult("ok");
        }));
        caller.RawRequest(1, false, [.. Complete.Select(f => f.Item1 == ":authority" ? (":authority", authority) : f)]);
        caller.Message(1, "x", end: true);

        Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
        Assert.Equal(authority, host);
    }

    [Fact]
    public void Rule_81_host_stands_in_for_a_missing_authority()
    {
        string? host = null;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            host = context.Host;
            return Task.FromResult("ok");
        }));
        caller.RawRequest(1, false, [.. Complete.Where(f => f.Item1 != ":authority"), ("host", "from-host")]);
        caller.Message(1, "x", end: true);

        Assert.Equal("from-host", host);
    }

    [Fact]
    public void Rule_83_a_stream_over_the_limit_is_refused_and_the_connection_lives()
    {
        var gate = new TaskCompletionSource<string>();
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, (_, _) => gate.Task),
            new GrpcServerOptions { Http2 = new Http2Options { MaxConcurrentStreams = 2 } });
        foreach (int stream in (int[])[1, 3, 5])
        {
            caller.Request(stream, TestMethods.UnaryPath);
            if (stream != 5)
                caller.Message(stream, "x", end: true);
        }

        Assert.Equal(ErrorCode.RefusedStream, caller.Ended(5).Reset);
        gate.SetResult("ok");
        Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
        Assert.Equal(StatusCode.OK, caller.Ended(3).Status);
        caller.Request(7, TestMethods.UnaryPath);
        caller.Message(7, "x", end: true);
        Assert.Equal(StatusCode.OK, caller.Ended(7).Status);
    }

    [Fact]
    public void Rule_84_handlers_run_after_the_parsing_and_not_within_it()
    {
        var order = new List<string>();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (request, _) =>
        {
            order.Add(request);
            return Task.FromResult("ok");
        }));
        // Two requests in one receive: the second has been parsed when the first handler runs.
        caller.Hold();
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "first", end: true);
        caller.Request(3, TestMethods.UnaryPath);
        caller.Message(3, "second", end: true);
        Assert.Empty(order);
        caller.Let();

        Assert.Equal(["first", "second"], order);
        Assert.Equal(StatusCode.OK, caller.Ended(3).Status);
    }
}
