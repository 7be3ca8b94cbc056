using Peregrine.Http2;

namespace Peregrine.Tests.Server;

/// <summary>grpc-semantics §3.2, the server's side.</summary>
public class DeadlineRuleTests
{
    [Fact]
    public void The_deadline_is_told_to_the_handler()
    {
        DateTime deadline = default;
        DateTime none = default;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (request, context) =>
        {
            if (request == "with")
                deadline = context.Deadline;
            else
                none = context.Deadline;
            return Task.FromResult("ok");
        }));
        DateTime now = caller.Time.GetUtcNow().UtcDateTime;
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-timeout", "90S"));
        caller.Message(1, "with", end: true);
        caller.Request(3, TestMethods.UnaryPath);
        caller.Message(3, "without", end: true);

        Assert.Equal(now + TimeSpan.FromSeconds(90), deadline);
        Assert.Equal(DateTime.MaxValue, none);
    }

    [Fact]
    public void A_timeout_of_centuries_is_no_overflow()
    {
        DateTime deadline = default;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, context) =>
        {
            deadline = context.Deadline;
            return Task.FromResult("ok");
        }));
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-timeout", "99999999H"));
        caller.Message(1, "x", end: true);

        Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
        Assert.Equal(DateTime.MaxValue, deadline);
    }

    [Fact]
    public async Task Rule_20_at_the_deadline_the_handler_is_cancelled_and_its_writes_fail()
    {
        var written = new TaskCompletionSource<Exception?>();
        using var caller = ScriptedCaller.To(binder => binder.AddServerStreaming(TestMethods.ServerStreaming, async (_, responses, context) =>
        {
            await responses.WriteAsync("before");
            var cancelled = new TaskCompletionSource();
            context.CancellationToken.Register(cancelled.SetResult);
            await cancelled.Task;
            written.SetResult(await Record.ExceptionAsync(() => responses.WriteAsync("after")));
        }));
        caller.Request(1, TestMethods.ServerStreamingPath, more: ("grpc-timeout", "1S"));
        caller.Message(1, "x", end: true);
        caller.Until(1, r => r.Messages.Count == 1);
        caller.Time.Advance(TimeSpan.FromSeconds(1));

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.DeadlineExceeded, response.Status);
        Assert.IsType<OperationCanceledException>(await written.Task.WaitAsync(TimeSpan.FromMinutes(2)));
        Assert.Equal(["before"], caller.Response(1).Messages);
    }

    [Fact]
    public void Rule_20_a_deadline_passes_while_the_request_is_still_coming()
    {
        bool called = false;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, _) =>
        {
            called = true;
            return Task.FromResult("never");
        }));
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-timeout", "1S"));
        caller.Data(1, ScriptedCaller.Framed("half of it")[..7]);
        caller.Time.Advance(TimeSpan.FromSeconds(1));

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.DeadlineExceeded, response.Status);
        // Rule 25: the caller has not ended its side, and is told to stop.
        Assert.Equal(ErrorCode.NoError, caller.Until(1, r => r.Reset is not null).Reset);
        Assert.False(called);
    }

    [Fact]
    public void Rule_20_a_timeout_of_nothing_ends_the_call_at_once()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.DuplexPath, more: ("grpc-timeout", "0n"));
        caller.Time.Advance(TimeSpan.FromMilliseconds(1));

        Assert.Equal(StatusCode.DeadlineExceeded, caller.Ended(1).Status);
    }

    [Fact]
    public void Rule_21_a_call_that_ends_before_its_deadline_leaves_no_timer()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        for (int stream = 1; stream < 50; stream += 2)
        {
            caller.Request(stream, TestMethods.UnaryPath, more: ("grpc-timeout", "1S"));
            caller.Message(stream, "x", end: true);
            Assert.Equal(StatusCode.OK, caller.Ended(stream).Status);
        }

        caller.Time.Advance(TimeSpan.FromSeconds(10));
        for (int stream = 1; stream < 50; stream += 2)
            Assert.Equal(["HEADERS", "DATA", "HEADERS+END"], caller.Response(stream).Frames);
    }

    [Fact]
    public async Task Rule_21_deadline_and_handler_race_to_exactly_one_end()
    {
        for (int round = 0; round < 200; round++)
        {
            var gate = new TaskCompletionSource<string>();
            using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, (_, _) => gate.Task));
            caller.Request(1, TestMethods.UnaryPath, more: ("grpc-timeout", "1S"));
            caller.Message(1, "x", end: true);
            Task answer = Task.Run(() => gate.SetResult("answer"));
            caller.Time.Advance(TimeSpan.FromSeconds(1));
            await answer;

            ScriptedResponse response = caller.Ended(1);
            Assert.Single(response.Frames, frame => frame.EndsWith("+END", StringComparison.Ordinal));
            Assert.Contains(response.Status, (StatusCode[])[StatusCode.OK, StatusCode.DeadlineExceeded]);
        }
    }

    [Theory]
    [InlineData("5")]
    [InlineData("123456789S")]
    [InlineData("5x")]
    public void A_timeout_that_cannot_be_read_is_internal(string timeout)
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-timeout", timeout));

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(StatusCode.Internal, response.Status);
        Assert.Contains("grpc-timeout", response.Detail, StringComparison.Ordinal);
    }
}
