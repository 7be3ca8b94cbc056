using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Calls;

/// <summary>Rules 25–37 and 88–89 of grpc-semantics §3.3, §3.4, §3.11 on the client: half-close, early ends, framing, back-pressure.</summary>
public sealed class StreamEndTests
{
    [Fact]
    public async Task Rule_25_after_an_early_OK_writes_fail_and_the_status_is_the_trailers()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncClientStreamingCall<string, string> call = script.ClientStream();
        script.Peer.ExpectHeaders(1);
        await call.RequestStream.WriteAsync("one");
        script.Peer.ExpectData(1);
        script.Peer.Answer(1, "enough");
        Assert.Equal("enough", await call);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync("two"));
    }

    [Fact]
    public async Task Rule_25_after_an_early_failure_writes_fail_with_its_status()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncClientStreamingCall<string, string> call = script.ClientStream();
        script.Peer.ExpectHeaders(1);
        script.Peer.SendTrailersOnly(1, 16, ("grpc-message", "who are you"));
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync("one"));
        Assert.Equal((StatusCode.Unauthenticated, "who are you"), (thrown.StatusCode, thrown.Status.Detail));
        // Once failed, always failed.
        await Assert.ThrowsAsync<RpcException>(() => call.RequestStream.WriteAsync("two"));
    }

    [Fact]
    public async Task Rule_26_trailers_while_our_half_is_open_are_answered_with_a_reset_without_error()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncClientStreamingCall<string, string> call = script.ClientStream();
        script.Peer.ExpectHeaders(1);
        script.Peer.Answer(1);
        script.Peer.ExpectReset(1, ErrorCode.NoError);
        Assert.Equal("ok", await call);
        Assert.Equal(0, script.Peer.Connection.OpenStreams);
    }

    [Fact]
    public async Task Rule_26_writes_that_wait_for_a_window_are_dropped_when_trailers_come()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(null, (4, 10));
        AsyncUnaryCall<string> call = script.Unary(new string('x', 100));
        script.Peer.ExpectHeaders(1);
        Assert.Equal(10, script.Peer.ExpectData(1, endStream: false).Length);
        script.Peer.SendTrailersOnly(1, 3);
        script.Peer.ExpectReset(1, ErrorCode.NoError);
        Assert.Equal(StatusCode.InvalidArgument, (await call.AsResult()).Status.StatusCode);
        script.Peer.SendWindowUpdate(0, 1000);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_27_half_close_is_an_empty_DATA_frame_with_END_STREAM()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        script.Peer.ExpectHeaders(1, endStream: false);
        await call.RequestStream.WriteAsync("one");
        Assert.Equal(ScriptedPeerExtensions.Framed("one"), script.Peer.ExpectData(1, endStream: false));
        await call.RequestStream.CompleteAsync();
        Assert.Empty(script.Peer.ExpectData(1, endStream: true));
        await call.RequestStream.CompleteAsync();
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_28_a_writer_without_window_does_not_keep_the_reader_from_reading()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(null, (4, 10));
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        script.Peer.ExpectHeaders(1);
        Task blocked = call.RequestStream.WriteAsync(new string('x', 600_000));
        script.Peer.ExpectData(1);
        Assert.False(blocked.IsCompleted);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "in");
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("in", call.ResponseStream.Current);
        script.Peer.SendPing(7);
        Assert.Equal(FrameType.Ping, script.Peer.Next().Type);
        Assert.False(blocked.IsCompleted);
        script.Peer.SendWindowUpdate(0, 1_000_000);
        script.Peer.SendWindowUpdate(1, 1_000_000);
        await blocked.WaitAsync(TimeSpan.FromMinutes(2));
    }

    [Fact]
    public async Task Rule_30_a_write_after_half_close_is_an_error_of_the_caller()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        await call.RequestStream.CompleteAsync();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync("late"));
    }

    [Fact]
    public async Task Rule_31_messages_and_frames_need_not_line_up()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncServerStreamingCall<string> call = script.ServerStream();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        byte[] all = [.. ScriptedPeerExtensions.Framed("first"), .. ScriptedPeerExtensions.Framed(""), .. ScriptedPeerExtensions.Framed("third")];
        foreach (byte b in all)
            script.Peer.SendData(1, [b]);
        script.Peer.SendData(1, [.. ScriptedPeerExtensions.Framed("four"), .. ScriptedPeerExtensions.Framed("five")]);
        script.Peer.SendTrailers(1);
        List<string> got = [];
        await foreach (string message in call.ResponseStream)
            got.Add(message);
        Assert.Equal(["first", "", "third", "four", "five"], got);
    }

    [Fact]
    public async Task Rule_31_a_message_cut_off_by_the_end_is_internal()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendData(1, ScriptedPeerExtensions.Framed("cut off").AsSpan(0, 8));
        script.Peer.SendTrailers(1);
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.Internal, status.StatusCode);
        Assert.Contains("inside a message", status.Detail);
    }

    [Fact]
    public async Task Rule_34_headers_are_there_as_soon_as_they_arrive()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        Assert.False(call.ResponseHeadersAsync.IsCompleted);
        script.Peer.SendResponseHeaders(1, endStream: false, ("x-early", "yes"));
        Assert.Equal("yes", (await call.ResponseHeadersAsync.WaitAsync(TimeSpan.FromMinutes(2))).GetValue("x-early"));
        script.Peer.SendMessage(1, "m");
        script.Peer.SendTrailers(1);
        Assert.Equal("m", await call);
    }

    [Fact]
    public async Task Rule_36_credit_comes_back_when_the_application_takes_messages()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncServerStreamingCall<string> call = script.ServerStream();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        for (int i = 0; i < 40; i++)
            script.Peer.SendMessage(1, new string('x', 16_000));
        Assert.DoesNotContain(script.Peer.TakeAll(), frame => frame.Type == FrameType.WindowUpdate && frame.StreamId == 1);
        for (int i = 0; i < 40; i++)
            Assert.True(await call.ResponseStream.MoveNext());
        Assert.Contains(script.Peer.TakeAll(), frame => frame.Type == FrameType.WindowUpdate && frame.StreamId == 1);
    }

    [Fact]
    public async Task Rule_37_a_message_larger_than_the_window_gets_the_room_it_needs()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions { TimeProvider = time });
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        string large = new('x', 3_000_000);
        byte[] framed = ScriptedPeerExtensions.Framed(large);
        long window = 1 << 20;
        for (int at = 0; at < framed.Length;)
        {
            int chunk = (int)Math.Min(Math.Min(16_000, framed.Length - at), window);
            Assert.True(chunk > 0, $"the window is used up after {at} bytes");
            script.Peer.SendData(1, framed.AsSpan(at, chunk));
            at += chunk;
            window += script.Peer.TakeAll().Where(frame => frame.Type == FrameType.WindowUpdate && frame.StreamId == 1).Sum(frame => (long)frame.Number) - chunk;
        }
        script.Peer.SendTrailers(1);
        Assert.Equal(large, await call);
    }

    [Fact]
    public async Task Rule_89_a_caller_writes_before_headers_arrive()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        script.Peer.ExpectHeaders(1);
        for (int i = 0; i < 10; i++)
        {
            await call.RequestStream.WriteAsync("m").WaitAsync(TimeSpan.FromMinutes(2));
            script.Peer.ExpectData(1);
        }
    }

    [Fact]
    public async Task Two_reads_at_once_are_an_error_and_harm_nothing()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        Task<bool> first = call.ResponseStream.MoveNext();
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.ResponseStream.MoveNext());
        script.Peer.ExpectHeaders(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "one");
        Assert.True(await first);
    }
}
