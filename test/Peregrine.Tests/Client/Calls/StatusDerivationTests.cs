using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Calls;

/// <summary>Rules 1–13 of grpc-semantics §3.1 on the client: what each way a response can end means.</summary>
public sealed class StatusDerivationTests
{
    [Fact]
    public async Task A_good_answer_is_the_response()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        IReadOnlyList<(string Name, string Value)> headers = script.Peer.ExpectUnary(1);
        Assert.Equal(
            [(":method", "POST"), (":scheme", "http"), (":path", "/test.Echo/Unary"), (":authority", "test"), ("te", "trailers"), ("content-type", "application/grpc")],
            headers.Take(6));
        Assert.Contains(("grpc-accept-encoding", "identity,gzip,deflate,br"), headers);
        script.Peer.Answer(1, "there");
        Assert.Equal("there", await call);
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        Assert.Empty(call.GetTrailers());
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_1_messages_before_a_status_of_the_server_are_read_before_it()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncServerStreamingCall<string> call = script.ServerStream();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "a");
        script.Peer.SendMessage(1, "b");
        script.Peer.SendTrailers(1, 5);
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.True(await call.ResponseStream.MoveNext());
        Assert.Equal("b", call.ResponseStream.Current);
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode);
        // And again, however often it is asked.
        Assert.Equal(StatusCode.NotFound, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task Rule_1_messages_before_a_status_that_we_inferred_are_dropped()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncServerStreamingCall<string> call = script.ServerStream();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "a");
        script.Peer.SendReset(1, ErrorCode.InternalError);
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal(StatusCode.Internal, thrown.StatusCode);
        Assert.Equal(StatusOrigin.Local, thrown.Status.Origin);
    }

    [Fact]
    public async Task Rule_1_trailers_win_over_a_later_reset()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        script.Peer.ExpectHeaders(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendTrailers(1, 8, ("grpc-message", "full"));
        script.Peer.SendReset(1, ErrorCode.InternalError);
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal((StatusCode.ResourceExhausted, "full"), (thrown.StatusCode, thrown.Status.Detail));
    }

    [Theory]
    [InlineData(400, StatusCode.Internal)]
    [InlineData(401, StatusCode.Unauthenticated)]
    [InlineData(403, StatusCode.PermissionDenied)]
    [InlineData(404, StatusCode.Unimplemented)]
    [InlineData(418, StatusCode.Unknown)]
    [InlineData(429, StatusCode.Unavailable)]
    [InlineData(431, StatusCode.Internal)]
    [InlineData(502, StatusCode.Unavailable)]
    [InlineData(503, StatusCode.Unavailable)]
    [InlineData(504, StatusCode.Unavailable)]
    public async Task Rule_2_an_http_status_counts_without_a_grpc_status(int http, StatusCode expected)
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendHeaders(1, endStream: true, (":status", $"{http}"), ("content-type", "text/html"));
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal(expected, thrown.StatusCode);
        Assert.Contains($"{http}", thrown.Status.Detail);
    }

    [Fact]
    public async Task Rule_2_a_grpc_status_wins_over_the_http_status()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendHeaders(1, endStream: true, (":status", "503"), ("content-type", "application/grpc"), ("grpc-status", "7"));
        Assert.Equal(StatusCode.PermissionDenied, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_2_informational_responses_are_skipped()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendHeaders(1, endStream: false, (":status", "103"), ("link", "</a>"));
        script.Peer.Answer(1);
        Assert.Equal("ok", await call);
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("x")]
    [InlineData("17")]
    [InlineData("-1")]
    public async Task Rule_3_a_status_that_is_missing_or_unreadable_is_unknown(string? status)
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "m");
        script.Peer.SendHeaders(1, endStream: true, status is null ? [("x", "y")] : [("grpc-status", status)]);
        Assert.Equal(StatusCode.Unknown, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_4_a_stream_that_ends_on_DATA_without_trailers_is_internal()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "m", endStream: true);
        Assert.Equal(StatusCode.Internal, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_5_a_body_that_is_not_grpc_is_unknown_with_its_text()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendHeaders(1, endStream: false, (":status", "200"), ("content-type", "text/plain"));
        script.Peer.SendData(1, "wrong door"u8, endStream: true);
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.Unknown, status.StatusCode);
        Assert.Contains("wrong door", status.Detail);
    }

    [Fact]
    public async Task Rule_5_of_a_long_text_the_first_kilobyte_is_kept_and_the_stream_is_reset()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendHeaders(1, endStream: false, (":status", "502"), ("content-type", "text/html"));
        script.Peer.SendData(1, new byte[5000].AsSpan());
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.InRange(status.Detail.Length, 1, 1200);
    }

    [Theory]
    [InlineData(ErrorCode.NoError, StatusCode.Internal)]
    [InlineData(ErrorCode.ProtocolError, StatusCode.Internal)]
    [InlineData(ErrorCode.InternalError, StatusCode.Internal)]
    [InlineData(ErrorCode.FlowControlError, StatusCode.Internal)]
    [InlineData(ErrorCode.SettingsTimeout, StatusCode.Internal)]
    [InlineData(ErrorCode.FrameSizeError, StatusCode.Internal)]
    [InlineData(ErrorCode.Cancel, StatusCode.Cancelled)]
    [InlineData(ErrorCode.CompressionError, StatusCode.Internal)]
    [InlineData(ErrorCode.ConnectError, StatusCode.Internal)]
    [InlineData(ErrorCode.EnhanceYourCalm, StatusCode.ResourceExhausted)]
    [InlineData(ErrorCode.InadequateSecurity, StatusCode.PermissionDenied)]
    public async Task Rule_6_a_reset_means_what_the_table_says(ErrorCode code, StatusCode expected)
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendReset(1, code);
        RpcResult<string> result = await call.AsResult();
        Assert.Equal(expected, result.Status.StatusCode);
        Assert.Contains(code.ToString(), result.Status.Detail);
    }

    [Fact]
    public async Task Rule_7_a_reset_without_error_after_the_trailers_leaves_OK()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncClientStreamingCall<string, string> call = script.ClientStream();
        script.Peer.ExpectHeaders(1);
        script.Peer.Answer(1, "early");
        script.Peer.SendReset(1, ErrorCode.NoError);
        Assert.Equal("early", await call);
    }

    [Fact]
    public async Task Rule_8_a_CANCEL_of_the_server_after_our_deadline_is_DEADLINE_EXCEEDED()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(deadline: script.Time.GetUtcNow().UtcDateTime.AddMilliseconds(10.5)));
        script.Peer.ExpectUnary(1);
        // The deadline is between two ticks of the timer: it has passed, and the timer has not fired.
        script.Time.Advance(TimeSpan.FromMilliseconds(10.6));
        script.Peer.SendReset(1, ErrorCode.Cancel);
        Assert.Equal(StatusCode.DeadlineExceeded, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_9_a_lost_connection_is_unavailable_and_named()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.Transport.End(TransportErrorKind.Reset, "connection reset by peer");
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.Unavailable, status.StatusCode);
        Assert.Contains("10.0.0.1:50051", status.Detail);
        Assert.Contains("connection reset by peer", status.Detail);
    }

    [Fact]
    public async Task Rule_10_a_status_in_headers_that_do_not_end_the_stream_is_ignored()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1, endStream: false, ("grpc-status", "13"));
        script.Peer.SendMessage(1, "still");
        script.Peer.SendTrailers(1);
        Assert.Equal("still", await call);
    }

    [Fact]
    public async Task Rule_11_headers_twice_are_internal_and_a_protocol_error()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncServerStreamingCall<string> call = script.ServerStream();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendHeaders(1, endStream: false, ("x", "y"));
        script.Peer.ExpectReset(1, ErrorCode.ProtocolError);
        Assert.Equal(StatusCode.Internal, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task Rule_12_a_unary_call_without_a_message_is_unimplemented()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendTrailers(1);
        Assert.Equal(StatusCode.Unimplemented, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_12_a_unary_call_with_two_messages_is_unimplemented_and_reset()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "one");
        script.Peer.SendMessage(1, "two");
        script.Peer.ExpectReset(1, ErrorCode.Cancel);
        Assert.Equal(StatusCode.Unimplemented, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task Rule_12_a_status_drops_the_message_before_it()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendMessage(1, "m");
        script.Peer.SendTrailers(1, 9, ("grpc-message", "no%20way"));
        RpcResult<string> result = await call.AsResult();
        Assert.Equal((StatusCode.FailedPrecondition, "no way"), (result.Status.StatusCode, result.Status.Detail));
        Assert.False(result.TryGetValue(out _));
    }

    [Fact]
    public async Task Rule_13_metadata_of_trailers_only_is_trailers_and_headers_are_empty()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendTrailersOnly(1, 5, ("reason", "gone"));
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal("gone", thrown.Trailers.GetValue("reason"));
        Assert.Empty(await call.ResponseHeadersAsync);
    }
}
