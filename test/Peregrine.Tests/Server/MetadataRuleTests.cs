namespace Peregrine.Tests.Server;

/// <summary>grpc-semantics §3.8, the server's side.</summary>
public class MetadataRuleTests
{
    [Fact]
    public void Rule_66_metadata_of_the_caller_reaches_the_handler()
    {
        Metadata? seen = null;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult("ok");
        }));
        caller.Request(1, TestMethods.UnaryPath, more: [("k", "1"), ("user-agent", "test/1"), ("k", "2"), ("x-bin", "AAE,Ag=="), ("grpc-timeout", "9S")]);
        caller.Message(1, "x", end: true);

        Assert.Equal(["1", "2"], seen!.GetAll("k").Select(e => e.Value));
        Assert.Equal([[0, 1], [2]], seen!.GetAll("x-bin").Select(e => e.ValueBytes));
        Assert.Equal("test/1", seen!.GetValue("user-agent"));
        Assert.DoesNotContain(seen!, e => e.Key.StartsWith(':') || e.Key is "te" or "content-type" or "grpc-timeout");
        Assert.True(seen!.IsReadOnly);
    }

    [Fact]
    public void Metadata_is_each_calls_own_when_blocks_repeat_in_part()
    {
        var seen = new List<string?>();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            seen.Add($"{context.RequestHeaders.GetValue("a")}/{context.RequestHeaders.GetValue("id")}");
            return Task.FromResult("ok");
        }));
        int stream = 1;
        foreach (string id in (string[])["1", "1", "2", "2", "1", "3"])
        {
            caller.Request(stream, TestMethods.UnaryPath, more: [("a", "same"), ("id", id)]);
            caller.Message(stream, "x", end: true);
            stream += 2;
        }

        Assert.Equal(["same/1", "same/1", "same/2", "same/2", "same/1", "same/3"], seen);
    }

    [Fact]
    public async Task Metadata_kept_beyond_the_call_stays_what_it_was()
    {
        var kept = new List<ServerCallContext>();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            kept.Add(context);
            return Task.FromResult("ok");
        }));
        for (int i = 0; i < 5; i++)
        {
            caller.Request(1 + 2 * i, TestMethods.UnaryPath, more: ("id", $"{i}"));
            caller.Message(1 + 2 * i, "x", end: true);
        }

        Assert.Equal(["0", "1", "2", "3", "4"], kept.Select(context => context.RequestHeaders.GetValue("id")));
        Assert.All(kept, context => Assert.Equal("ipv4:127.0.0.1:4321", context.Peer));
        await Assert.ThrowsAsync<InvalidOperationException>(() => kept[0].WriteResponseHeadersAsync([]));
    }

    [Fact]
    public void Rule_66_binary_metadata_goes_out_as_base64_and_repeats_stay_apart()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "h-bin", [0xAB, 0xAB, 0xAB] }, { "h", "1" }, { "h", "2" } });
            context.ResponseTrailers.Add("t-bin", [1]);
            return "ok";
        }));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal("q6ur", response.Blocks[0]["h-bin"]);
        Assert.Equal("1,2", response.Blocks[0]["h"]);
        Assert.Equal("AQ", response.Trailers["t-bin"]);
    }

    [Fact]
    public void Rule_67_values_that_are_no_ascii_do_not_fail_the_call()
    {
        string? seen = null;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            seen = context.RequestHeaders.GetValue("odd");
            return Task.FromResult("ok");
        }));
        caller.Request(1, TestMethods.UnaryPath, more: [("odd", "caf\u00E9"), ("bad-bin", "!")]);
        caller.Message(1, "x", end: true);

        Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
        Assert.Equal("caf\u00E9", seen);
    }

    [Fact]
    public void Rule_68_metadata_over_the_limit_ends_its_call_and_no_other()
    {
        using var caller = ScriptedCaller.To(
            TestMethods.BindEcho, new GrpcServerOptions { Http2 = new Peregrine.Http2.Http2Options { MaxHeaderListBytes = 8192 } });
        caller.Request(1, TestMethods.UnaryPath, more: ("large", new string('x', 9000)));
        ScriptedResponse refused = caller.Ended(1);
        Assert.Equal(("431", StatusCode.ResourceExhausted), (refused.Trailers[":status"], refused.Status));
        Assert.Contains("exceed MaxHeaderListBytes (8192)", refused.Detail, StringComparison.Ordinal);

        caller.Request(3, TestMethods.UnaryPath, more: ("small", "x"));
        caller.Message(3, "next", end: true);
        Assert.Equal(["echo next"], caller.Ended(3).Messages);
    }

    [Fact]
    public void Rule_68_response_headers_over_the_callers_limit_end_the_call_and_its_handler()
    {
        var log = new ListLoggerFactory();
        CancellationToken handlers = default;
        using var caller = ScriptedCaller.To(
            binder => binder.AddUnary(TestMethods.Unary, async (_, context) =>
            {
                handlers = context.CancellationToken;
                await context.WriteResponseHeadersAsync(new Metadata { { "large", new string('h', 1000) } });
                return "never";
            }),
            new GrpcServerOptions { LoggerFactory = log });
        caller.Settings((6, 1000));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(["HEADERS+END"], response.Frames);
        Assert.Equal(StatusCode.ResourceExhausted, response.Status);
        Assert.Contains("SETTINGS_MAX_HEADER_LIST_SIZE (1000)", response.Detail, StringComparison.Ordinal);
        Assert.True(handlers.IsCancellationRequested);
        Assert.Single(log.Lines, line => line.Event == 13);
    }

    [Theory]
    [InlineData(false, false)]
    [InlineData(false, true)]
    [InlineData(true, false)]
    public void Rule_16_trailers_over_the_callers_limit_become_RESOURCE_EXHAUSTED_without_them(bool fails, bool headersFirst)
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, async (_, context) =>
        {
            if (headersFirst)
                await context.WriteResponseHeadersAsync([]);
            context.ResponseTrailers.Add("large", new string('t', 1000));
            return fails ? throw new RpcException(new Status(StatusCode.Aborted, "with much to say")) : "reply";
        }));
        caller.Settings((6, 1000));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.ResourceExhausted, response.Status);
        Assert.Contains("SETTINGS_MAX_HEADER_LIST_SIZE (1000)", response.Detail, StringComparison.Ordinal);
        Assert.DoesNotContain("large", response.Trailers.Keys);
        Assert.Empty(response.Messages);
    }

    [Fact]
    public void Rule_16_a_message_over_the_callers_limit_is_dropped_and_the_code_stays()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary<string, string>(
            TestMethods.Unary, (_, _) => throw new RpcException(new Status(StatusCode.Aborted, new string('m', 1000)))));
        caller.Settings((6, 400));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal((StatusCode.Aborted, ""), (response.Status, response.Detail));
    }

    [Fact]
    public void Rule_68_large_trailers_are_sent_to_a_caller_who_names_no_limit()
    {
        string large = new('t', 40_000);
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            context.ResponseTrailers.Add("large", large);
            throw new RpcException(new Status(StatusCode.Aborted, "with much to say"));
        }));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.Aborted, response.Status);
        Assert.Equal(large, response.Trailers["large"]);
    }
}
