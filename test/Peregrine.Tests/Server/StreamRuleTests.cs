using Peregrine.Http2;
using Peregrine.Http2.Frames;

namespace Peregrine.Tests.Server;

/// <summary>grpc-semantics §3.3, the server's side.</summary>
public class StreamRuleTests
{
    [Fact]
    public void Rule_25_a_server_that_ends_first_sends_trailers_and_then_stops_the_caller()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddDuplexStreaming(
            TestMethods.Duplex, (_, _, _) => throw new RpcException(new Status(StatusCode.PermissionDenied, "go away"))));
        caller.Request(1, TestMethods.DuplexPath);

        ScriptedResponse response = caller.Until(1, r => r.Reset is not null);
        Assert.Equal(["HEADERS+END", "RST_STREAM"], response.Frames);
        Assert.Equal(ErrorCode.NoError, response.Reset);
        Assert.Equal(StatusCode.PermissionDenied, response.Status);

        // What was on its way is not answered with another frame.
        caller.Message(1, "late");
        Assert.Equal(2, caller.Response(1).Frames.Count);
    }

    [Fact]
    public void Rule_27_an_empty_data_frame_is_a_half_close()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x");
        Assert.Empty(caller.Response(1).Frames);
        caller.HalfClose(1);

        Assert.Equal(["echo x"], caller.Ended(1).Messages);
    }

    [Fact]
    public void Rule_27_trailers_of_a_caller_count_as_its_half_close()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x");
        caller.RawRequest(1, end: true, ("some", "trailer"));

        Assert.Equal(["echo x"], caller.Ended(1).Messages);
    }

    [Fact]
    public void Rule_28_a_blocked_writer_does_not_keep_requests_from_coming()
    {
        string large = new('x', 60_000);
        int read = 0;
        Task? writing = null;
        using var caller = ScriptedCaller.To(binder => binder.AddDuplexStreaming(TestMethods.Duplex, async (requests, responses, _) =>
        {
            writing = Task.Run(async () =>
            {
                for (int i = 0; i < 20; i++)
                    await responses.WriteAsync(large);
            });
            while (await requests.MoveNext())
                Interlocked.Increment(ref read);
            await writing;
        }));
        caller.Request(1, TestMethods.DuplexPath);
        for (int i = 0; i < 10; i++)
            caller.Message(1, "m");
        caller.HalfClose(1);
        caller.Until(1, r => r.Wire.Count == 65_535);
        Assert.Equal(10, Volatile.Read(ref read));
        Assert.False(writing!.IsCompleted);

        caller.WindowUpdate(0, 10_000_000);
        caller.WindowUpdate(1, 10_000_000);
        Assert.Equal(20, caller.Ended(1).Messages.Count);
    }

    [Fact]
    public void Rule_28_a_write_waits_while_the_caller_does_not_read()
    {
        var writes = new List<Task>();
        using var caller = ScriptedCaller.To(binder => binder.AddServerStreaming(TestMethods.ServerStreaming, async (_, responses, _) =>
        {
            for (int i = 0; i < 100; i++)
            {
                Task write = responses.WriteAsync(new string('x', 50_000));
                lock (writes)
                    writes.Add(write);
                await write;
            }
        }));
        caller.Request(1, TestMethods.ServerStreamingPath);
        caller.Message(1, "go", end: true);
        caller.Until(1, r => r.Wire.Count == 65_535);

        lock (writes)
        {
            Assert.False(writes[^1].IsCompleted);
            Assert.InRange(writes.Count, 2, 20);
        }

        caller.WindowUpdate(0, 10_000_000);
        caller.WindowUpdate(1, 10_000_000);
        Assert.Equal(100, caller.Ended(1).Messages.Count);
    }

    [Fact]
    public void Rule_29_a_second_read_at_the_same_time_is_an_error_and_breaks_nothing()
    {
        Exception? second = null;
        using var caller = ScriptedCaller.To(binder => binder.AddClientStreaming(TestMethods.ClientStreaming, async (requests, _) =>
        {
            Task<bool> first = requests.MoveNext();
            second = await Record.ExceptionAsync(() => requests.MoveNext());
            return await first ? requests.Current : "none";
        }));
        caller.Request(1, TestMethods.ClientStreamingPath);
        caller.Message(1, "first", end: true);

        Assert.Equal(["first"], caller.Ended(1).Messages);
        Assert.IsType<InvalidOperationException>(second);
    }

    [Fact]
    public async Task Rule_29_writes_from_many_threads_go_out_whole_and_in_each_threads_order()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddServerStreaming(TestMethods.ServerStreaming, (_, responses, _) =>
            Task.WhenAll(Enumerable.Range(0, 16).Select(thread => Task.Run(async () =>
            {
                for (int i = 0; i < 50; i++)
                    await responses.WriteAsync($"{thread}:{i}:{new string('x', i * 7)}");
            })))));
        caller.WindowUpdate(0, 10_000_000);
        caller.Settings((4, 10_000_000));
        caller.Request(1, TestMethods.ServerStreamingPath);
        caller.Message(1, "go", end: true);
        await Task.Yield();

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(800, response.Messages.Count);
        foreach (IGrouping<string, string[]> thread in response.Messages.Select(m => m.Split(':')).GroupBy(parts => parts[0]))
            Assert.Equal(Enumerable.Range(0, 50), thread.Select(parts => int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)));
    }

    [Fact]
    public async Task Rule_30_a_write_after_the_handler_has_returned_is_an_error()
    {
        IServerStreamWriter<string>? kept = null;
        using var caller = ScriptedCaller.To(binder => binder.AddServerStreaming(TestMethods.ServerStreaming, async (_, responses, _) =>
        {
            kept = responses;
            await responses.WriteAsync("only");
        }));
        caller.Request(1, TestMethods.ServerStreamingPath);
        caller.Message(1, "go", end: true);
        caller.Ended(1);

        await Assert.ThrowsAsync<InvalidOperationException>(() => kept!.WriteAsync("late"));
        Assert.Equal(["only"], caller.Response(1).Messages);
    }

    [Fact]
    public void Rule_31_a_truncated_message_is_internal()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath);
        caller.Data(1, ScriptedCaller.Framed("truncated")[..8], end: true);

        Assert.Equal(StatusCode.Internal, caller.Ended(1).Status);
    }

    [Fact]
    public void Rule_31_a_prefix_may_straddle_frames()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath);
        byte[] framed = ScriptedCaller.Framed("straddling");
        caller.Data(1, framed[..3]);
        caller.Data(1, framed[3..9]);
        caller.Data(1, framed[9..], end: true);

        Assert.Equal(["echo straddling"], caller.Ended(1).Messages);
    }

    [Fact]
    public void Rule_32_empty_messages_and_empty_frames_are_legal()
    {
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.DuplexPath);
        caller.Data(1, []);
        caller.Frame(FrameType.Data, FrameFlags.Padded, 1, [3, 0, 0, 0]);
        caller.Message(1, "");
        caller.Data(1, []);
        caller.HalfClose(1);

        Assert.Equal(["echo "], caller.Ended(1).Messages);
    }

    [Theory]
    [InlineData(TestMethods.UnaryPath)]
    [InlineData(TestMethods.ServerStreamingPath)]
    public void Rule_33_a_second_request_for_a_method_that_takes_one_is_refused_without_a_handler(string path)
    {
        bool called = false;
        using var caller = ScriptedCaller.To(BindCalled(() => called = true));
        caller.Request(1, path);
        caller.Message(1, "one");
        caller.Message(1, "two", end: true);

        Assert.Equal(StatusCode.Unimplemented, caller.Ended(1).Status);
        Assert.False(called);
    }

    [Theory]
    [InlineData(TestMethods.UnaryPath, true)]
    [InlineData(TestMethods.UnaryPath, false)]
    [InlineData(TestMethods.ServerStreamingPath, true)]
    public void Rule_33_no_request_for_a_method_that_takes_one_is_refused_without_a_handler(string path, bool withHeaders)
    {
        bool called = false;
        using var caller = ScriptedCaller.To(BindCalled(() => called = true));
        caller.Request(1, path, end: withHeaders);
        if (!withHeaders)
            caller.HalfClose(1);

        Assert.Equal(StatusCode.Unimplemented, caller.Ended(1).Status);
        Assert.False(called);
    }

    [Fact]
    public void Rule_34_headers_go_out_when_the_handler_says_so()
    {
        var gate = new TaskCompletionSource<string>();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, async (_, context) =>
        {
            await context.WriteResponseHeadersAsync(new Metadata { { "early", "yes" } });
            return await gate.Task;
        }));
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);

        Assert.Equal("yes", caller.Until(1, r => r.Blocks.Count == 1).Blocks[0]["early"]);
        gate.SetResult("late");
        Assert.Equal(["HEADERS", "DATA", "HEADERS+END"], caller.Ended(1).Frames);
    }

    [Fact]
    public void Rule_34_headers_are_sent_once()
    {
        Exception? second = null;
        Exception? afterMessage = null;
        using var caller = ScriptedCaller.To(binder =>
        {
            binder.AddUnary(TestMethods.Unary, async (_, context) =>
            {
                await context.WriteResponseHeadersAsync([]);
                second = await Record.ExceptionAsync(() => context.WriteResponseHeadersAsync([]));
                return "ok";
            });
            binder.AddServerStreaming(TestMethods.ServerStreaming, async (_, responses, context) =>
            {
                await responses.WriteAsync("m");
                afterMessage = await Record.ExceptionAsync(() => context.WriteResponseHeadersAsync([]));
            });
        });
        caller.Request(1, TestMethods.UnaryPath);
        caller.Message(1, "x", end: true);
        caller.Request(3, TestMethods.ServerStreamingPath);
        caller.Message(3, "x", end: true);

        Assert.Equal(StatusCode.OK, caller.Ended(1).Status);
        Assert.Equal(StatusCode.OK, caller.Ended(3).Status);
        Assert.IsType<InvalidOperationException>(second);
        Assert.IsType<InvalidOperationException>(afterMessage);
    }

    [Fact]
    public void Rule_35_writes_in_flight_go_out_before_the_trailers()
    {
        using var caller = ScriptedCaller.To(binder => binder.AddServerStreaming(TestMethods.ServerStreaming, (_, responses, _) =>
        {
            for (int i = 0; i < 30; i++)
                _ = responses.WriteAsync(new string('x', 10_000));
            return Task.CompletedTask;
        }));
        caller.Request(1, TestMethods.ServerStreamingPath);
        caller.Message(1, "x", end: true);
        caller.Until(1, r => r.Wire.Count == 65_535);
        caller.WindowUpdate(0, 10_000_000);
        caller.WindowUpdate(1, 10_000_000);

        ScriptedResponse response = caller.Ended(1);
        Assert.Equal(30, response.Messages.Count);
        Assert.Equal("HEADERS+END", response.Frames[^1]);
        Assert.Equal(StatusCode.OK, response.Status);
    }

    [Fact]
    public void Rule_36_reading_gives_the_caller_credit_and_not_reading_does_not()
    {
        var gate = new TaskCompletionSource();
        int read = 0;
        using var caller = ScriptedCaller.To(
            binder => binder.AddClientStreaming(TestMethods.ClientStreaming, async (requests, _) =>
            {
                await gate.Task;
                while (await requests.MoveNext())
                    read++;
                return "done";
            }),
            new GrpcServerOptions { Http2 = new Http2Options { InitialStreamWindowBytes = 65_535 } });
        caller.Request(1, TestMethods.ClientStreamingPath);
        for (int i = 0; i < 4; i++)
            caller.Message(1, new string('x', 16_000));
        Assert.DoesNotContain("WINDOW_UPDATE", caller.Response(1).Frames);

        gate.SetResult();
        caller.Until(1, r => r.Frames.Contains("WINDOW_UPDATE"));
        caller.HalfClose(1);
        caller.Ended(1);
        Assert.Equal(4, read);
    }

    [Fact]
    public void Rule_37_a_message_larger_than_the_window_gets_through()
    {
        using var caller = ScriptedCaller.To(
            TestMethods.BindEcho, new GrpcServerOptions { Http2 = new Http2Options { InitialStreamWindowBytes = 65_535, InitialConnectionWindowBytes = 1 << 20 } });
        caller.WindowUpdate(0, 10_000_000);
        caller.Settings((4, 10_000_000));
        caller.Request(1, TestMethods.DuplexPath);
        byte[] framed = ScriptedCaller.Framed(new string('x', 300_000));
        int sent = 0;
        int credit = 65_535;
        while (sent < framed.Length)
        {
            int size = Math.Min(Math.Min(16_384, credit), framed.Length - sent);
            Assert.True(size > 0, $"stalled after {sent} bytes");
            caller.Data(1, framed[sent..(sent + size)]);
            sent += size;
            credit += caller.Response(1).TakeCredit() - size;
        }

        caller.HalfClose(1);
        Assert.Equal(300_005, Assert.Single(caller.Ended(1).Messages).Length);
    }

    private static Action<ServiceBinder> BindCalled(Action called) => binder =>
    {
        binder.AddUnary(TestMethods.Unary, (_, _) =>
        {
            called();
            return Task.FromResult("called");
        });
        binder.AddServerStreaming(TestMethods.ServerStreaming, (_, _, _) =>
        {
            called();
            return Task.CompletedTask;
        });
    };
}
