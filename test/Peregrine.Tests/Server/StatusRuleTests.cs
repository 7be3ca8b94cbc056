namespace Peregrine.Tests.Server;

/// <summary>grpc-semantics §3.1, the server's side.</summary>
public class StatusRuleTests
{
    [Fact]
    public void Rule_1_the_first_terminal_event_wins()
    {
        var gate = new TaskCompletionSource<string>();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, _) => gate.Task));
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-timeout", "1S"));
        caller.Message(1, "x", end: true);
        caller.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(StatusCode.DeadlineExceeded, caller.Ended(1).Status);

        gate.SetResult("too late");
        caller.Pump();
        Assert.Equal(["HEADERS+END"], caller.Response(1).Frames);
    }

    [Fact]
    public async Task Rule_9_a_reset_by_the_caller_cancels_the_handler()
    {
        ServerCallContext? seen = null;
        var cancelled = new TaskCompletionSource();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, async (_, context) =>
        {
            seen = context;
            context.CancellationToken.Register(cancelled.SetResult);
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return "never";
        }));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);
        Assert.False(seen!.CancellationToken.IsCancellationRequested);

        caller.Reset(1);
        await cancelled.Task.WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Empty(caller.Response(1).Frames);
    }

    [Fact]
    public void Rule_9_a_lost_connection_cancels_all_handlers()
    {
        var cancelled = new CountdownEvent(3);
        using var caller = ScriptedCaller.To(binder => binder.AddDuplexStreaming(TestMethods.Duplex, async (requests, _, context) =>
        {
            try
            {
                await requests.MoveNext();
            }
            catch (OperationCanceledException e) when (e.CancellationToken == context.CancellationToken && context.CancellationToken.IsCancellationRequested)
            {
                cancelled.Signal();
                throw;
            }
        }));
        foreach (int stream in (int[])[1, 3, 5])
            caller.Request(stream, TestMethods.DuplexPath);

        caller.Disconnect();
        Assert.True(cancelled.Wait(TimeSpan.FromMinutes(2)));
    }

    [Fact]
    public void Rule_9_a_token_asked_for_after_the_end_is_cancelled_already()
    {
        ServerCallContext? seen = null;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            seen = context;
            return new TaskCompletionSource<string>().Task;
        }));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);
        caller.Reset(1);

        Assert.True(seen!.CancellationToken.IsCancellationRequested);
    }

    [Fact]
    public void Rule_10_an_error_before_any_message_is_trailers_only()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(
            TestMethods.Unary, (_, _) => throw new RpcException(new Status(StatusCode.NotFound, "no such thing"))));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(["HEADERS+END"], response.Frames);
        Assert.Equal("200", response.Trailers[":status"]);
        Assert.Equal(StatusCode.NotFound, response.Status);
        Assert.Equal("no such thing", response.Detail);
    }

    [Fact]
    public void Rule_12_a_unary_call_with_a_status_that_is_not_ok_has_no_message()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            context.Status = new Status(StatusCode.FailedPrecondition, "not now");
            return Task.FromResult("dropped");
        }));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Empty(response.Messages);
        Assert.Equal(StatusCode.FailedPrecondition, response.Status);
    }

    [Theory]
    [InlineData(false, "the handler threw an exception")]
    [InlineData(true, "the handler threw an exception")]
    public void Rule_15_an_exception_is_unknown_and_its_text_stays_here(bool isAsync, string detail)
    {
        var log = new ListLoggerFactory();
        using var caller = ScriptedCaller.To(Throwing(isAsync), new GrpcServerOptions { LoggerFactory = log });
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.Unknown, response.Status);
        Assert.Equal(detail, response.Detail);
        // The line is written after the answer.
        Assert.True(SpinWait.SpinUntil(() => log.Lines.Any(l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Warning), TimeSpan.FromMinutes(2)));
        LogLine line = Assert.Single(log.Lines, l => l.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
        Assert.Contains(TestMethods.UnaryPath, line.Text, StringComparison.Ordinal);
        Assert.Equal("secret", line.Exception!.Message);

        // The server goes on.
        caller.Request(3, TestMethods.UnaryPath);
        caller.Message(3, "x", end: true);
        Assert.Equal(StatusCode.Unknown, caller.Ended(3).Status);
    }

    [Fact]
    public void Rule_15_detailed_errors_tell_the_text()
    {
        using var caller = ScriptedCaller.To(Throwing(isAsync: false), new GrpcServerOptions { DetailedErrors = true });
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        Assert.Contains("InvalidOperationException: secret", caller.Ended(1).Detail, StringComparison.Ordinal);
    }

    [Fact]
    public void Rule_15_a_handler_that_is_cancelled_by_its_deadline_ends_with_it()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, async (_, context) =>
        {
            await Task.Delay(Timeout.Infinite, context.CancellationToken);
            return "never";
        }));
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-timeout", "50m"));
        caller.Message(1, "x", end: true);
        caller.Time.Advance(TimeSpan.FromMilliseconds(50));

        Assert.Equal(StatusCode.DeadlineExceeded, caller.Ended(1).Status);
    }

    [Fact]
    public void Rule_16_trailers_go_out_with_any_status()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            context.ResponseTrailers.Add("set", "1");
            context.ResponseTrailers.Add("raw-bin", [1, 2, 3]);
            throw new RpcException(new Status(StatusCode.Aborted, "tab\tand ☺"), new Metadata { { "thrown", "2" } });
        }));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal("1", response.Trailers["set"]);
        Assert.Equal("2", response.Trailers["thrown"]);
        Assert.Equal("AQID", response.Trailers["raw-bin"]);
        Assert.Equal("tab%09and %E2%98%BA", response.Detail);
    }

    [Fact]
    public void A_handler_that_returns_no_message_ends_with_an_error()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, _) => Task.FromResult<string>(null!)));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        Assert.NotEqual(StatusCode.OK, caller.Ended(1).Status);
    }

    [Fact]
    public void A_caller_that_goes_away_is_no_line_above_debug()
    {
        var log = new ListLoggerFactory();
        using var caller = ScriptedCaller.To(
            binder => binder.AddDuplexStreaming(TestMethods.Duplex, async (requests, responses, _) =>
            {
                await foreach (string request in requests)
                    await responses.WriteAsync(request);
            }),
            new GrpcServerOptions { LoggerFactory = log });
        for (int stream = 1; stream < 100; stream += 2)
        {
            caller.Request(stream, TestMethods.DuplexPath);
            caller.Message(stream, "x");
            caller.Reset(stream);
        }

        caller.Disconnect();
        Assert.DoesNotContain(log.Lines, line => line.Level > Microsoft.Extensions.Logging.LogLevel.Debug);
    }

    private static Action<ServiceBinder> Throwing(bool isAsync) => binder => binder.AddUnary(TestMethods.Unary, async (_, _) =>
    {
        if (isAsync)
            await Task.Yield();
        throw new InvalidOperationException("secret");
    });
}
