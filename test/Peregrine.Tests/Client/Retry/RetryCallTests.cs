using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Protobuf;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Retry;

/// <summary>Rules 53–60 over hand-driven frames: whole calls that are tried again.</summary>
public sealed class RetryCallTests
{
    private const int InitialWindow = 4;

    [Fact]
    public async Task Rule_54_a_refused_stream_is_retried_at_once_without_any_configuration()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendReset(1, ErrorCode.RefusedStream);
        IReadOnlyList<(string Name, string Value)> headers = script.Peer.ExpectUnary(3);
        Assert.DoesNotContain(headers, field => field.Name == "grpc-previous-rpc-attempts");
        script.Peer.Answer(3);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_54_a_stream_refused_twice_fails_unavailable()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendReset(1, ErrorCode.RefusedStream);
        script.Peer.ExpectUnary(3);
        script.Peer.SendReset(3, ErrorCode.RefusedStream);
        Assert.Equal(StatusCode.Unavailable, (await call.AsResult()).Status.StatusCode);
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_54_a_streaming_call_is_replayed_whole()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncClientStreamingCall<string, string> call = script.ClientStream();
        script.Peer.ExpectHeaders(1);
        await call.RequestStream.WriteAsync("one");
        await call.RequestStream.WriteAsync("two");
        await call.RequestStream.CompleteAsync();
        script.Peer.TakeAll();
        script.Peer.SendReset(1, ErrorCode.RefusedStream);
        script.Peer.ExpectHeaders(3, endStream: false);
        Assert.Equal([.. ScriptedPeerExtensions.Framed("one"), .. ScriptedPeerExtensions.Framed("two")], script.Peer.ExpectAllData(3));
        script.Peer.Answer(3);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_54_long_messages_are_replayed_as_they_were_written()
    {
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync(settings: [(InitialWindow, 1 << 20)]);
        script.Peer.SendWindowUpdate(0, 1 << 20);
        var method = new Method<BytesValue, BytesValue>(MethodType.ClientStreaming, "test.Echo", "ClientStream", Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());
        using AsyncClientStreamingCall<BytesValue, BytesValue> call = script.Invoker.AsyncClientStreamingCall(method, null, default);
        script.Peer.ExpectHeaders(1);
        byte[] lent = new byte[50_000];
        byte[] owned = new byte[50_000];
        owned.AsSpan().Fill(1);
        lent.AsSpan().Fill(2);
        await call.RequestStream.WriteAsync(new BytesValue { Value = ByteString.FromOwned(owned) });
        await call.RequestStream.WriteAsync(new BytesValue { Value = ByteString.Wrap(lent) });
        lent.AsSpan().Clear();
        await call.RequestStream.CompleteAsync();
        byte[] first = script.Peer.ExpectAllData(1);
        script.Peer.SendReset(1, ErrorCode.RefusedStream);
        script.Peer.ExpectHeaders(3, endStream: false);
        byte[] second = script.Peer.ExpectAllData(3);
        Assert.Equal(2 * 50_009, first.Length);
        Assert.Equal(first, second);
        Assert.True(first.AsSpan(9, 50_000).IndexOfAnyExcept((byte)1) < 0 && first.AsSpan(50_018).IndexOfAnyExcept((byte)2) < 0);
        script.Peer.Answer(3, "");
        Assert.Equal(new BytesValue(), await call);
    }

    [Fact]
    public async Task Rule_53_after_response_headers_nothing_is_retried()
    {
        await using ScriptedChannel script = await Configured();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendResponseHeaders(1);
        script.Peer.SendTrailers(1, 14);
        Assert.Equal(StatusCode.Unavailable, (await call.AsResult()).Status.StatusCode);
        script.Time.Advance(TimeSpan.FromMinutes(1));
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rules_55_57_a_retryable_status_is_retried_after_the_backoff_and_counted_in_the_headers()
    {
        await using ScriptedChannel script = await Configured();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendTrailersOnly(1, 14);
        script.Peer.ExpectNothing();
        Assert.False(call.ResponseAsync.IsCompleted);
        script.Time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Contains(("grpc-previous-rpc-attempts", "1"), script.Peer.ExpectUnary(3));
        script.Peer.SendTrailersOnly(3, 14);
        script.Time.Advance(TimeSpan.FromSeconds(2.4));
        Assert.Contains(("grpc-previous-rpc-attempts", "2"), script.Peer.ExpectUnary(5));
        script.Peer.Answer(5);
        Assert.Equal("ok", await call);
    }

    [Fact]
    public async Task Rule_58_the_last_attempt_decides_status_and_trailers()
    {
        await using ScriptedChannel script = await Configured(maxAttempts: 2);
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendTrailersOnly(1, 14, ("attempt", "first"));
        script.Time.Advance(TimeSpan.FromSeconds(1.2));
        script.Peer.ExpectUnary(3);
        script.Peer.SendTrailersOnly(3, 14, ("attempt", "second"));
        RpcException thrown = await Assert.ThrowsAsync<RpcException>(async () => await call);
        Assert.Equal("second", thrown.Trailers.GetValue("attempt"));
        Assert.Single(thrown.Trailers);
    }

    [Fact]
    public async Task Rule_57_the_deadline_ends_a_backoff()
    {
        await using ScriptedChannel script = await Configured();
        AsyncUnaryCall<string> call = script.Unary("hi", new CallOptions(deadline: script.Time.GetUtcNow().UtcDateTime.AddSeconds(0.5)));
        script.Peer.ExpectUnary(1);
        script.Peer.SendTrailersOnly(1, 14, ("grpc-message", "busy"));
        script.Time.Advance(TimeSpan.FromSeconds(0.5));
        Status status = (await call.AsResult()).Status;
        Assert.Equal(StatusCode.DeadlineExceeded, status.StatusCode);
        Assert.Contains("busy", status.Detail);
        script.Time.Advance(TimeSpan.FromSeconds(5));
        script.Peer.ExpectNothing();
    }

    [Fact]
    public async Task Rule_57_messages_written_during_a_backoff_go_with_the_next_attempt()
    {
        await using ScriptedChannel script = await Configured();
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        script.Peer.ExpectHeaders(1);
        await call.RequestStream.WriteAsync("before");
        script.Peer.ExpectData(1);
        script.Peer.SendTrailersOnly(1, 14);
        script.Peer.TakeAll();
        await call.RequestStream.WriteAsync("during");
        script.Time.Advance(TimeSpan.FromSeconds(1.2));
        script.Peer.ExpectHeaders(3);
        await call.RequestStream.CompleteAsync();
        Assert.Equal([.. ScriptedPeerExtensions.Framed("before"), .. ScriptedPeerExtensions.Framed("during")], script.Peer.ExpectAllData(3));
    }

    [Fact]
    public async Task Rule_53_messages_over_the_buffer_commit_the_call()
    {
        await using ScriptedChannel script = await Configured(bufferBytes: 100);
        AsyncDuplexStreamingCall<string, string> call = script.Duplex();
        script.Peer.ExpectHeaders(1);
        await call.RequestStream.WriteAsync(new string('x', 60));
        await call.RequestStream.WriteAsync(new string('y', 60));
        script.Peer.TakeAll();
        script.Peer.SendTrailersOnly(1, 14);
        Assert.Equal(StatusCode.Unavailable, (await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext())).StatusCode);
    }

    [Fact]
    public async Task Rule_55_pushback_of_zero_retries_at_once_and_a_negative_one_never()
    {
        await using ScriptedChannel script = await Configured();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendTrailersOnly(1, 14, ("grpc-retry-pushback-ms", "0"));
        script.Peer.ExpectUnary(3);
        script.Peer.SendTrailersOnly(3, 14, ("grpc-retry-pushback-ms", "-1"));
        Assert.Equal(StatusCode.Unavailable, (await call.AsResult()).Status.StatusCode);
    }

    [Fact]
    public async Task A_call_that_was_answered_leaves_nothing_of_its_buffer_behind()
    {
        await using ScriptedChannel script = await Configured();
        for (int i = 0; i < 3; i++)
        {
            AsyncClientStreamingCall<string, string> call = script.ClientStream();
            await call.RequestStream.WriteAsync("kept until answered");
            await call.RequestStream.CompleteAsync();
            script.Peer.Answer(1 + 2 * i);
            await call;
        }
        Assert.Equal(16 * 1024 * 1024, script.Channel.ReplayBudgetLeft);
    }

    [Fact]
    public async Task The_observer_is_told_of_each_retry_before_it_starts_and_of_nothing_else()
    {
        var told = new List<RetryAttempt>();
        await using ScriptedChannel script = await Configured(onRetry: told.Add);
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendReset(1, ErrorCode.RefusedStream);
        script.Peer.ExpectUnary(3);
        Assert.Empty(told);
        script.Peer.SendTrailersOnly(3, 14, ("grpc-message", "busy"));
        Assert.Empty(told);
        script.Time.Advance(TimeSpan.FromSeconds(1.2));
        Assert.Equal((1, "busy"), (Assert.Single(told).Number, told[0].Failure.Detail));
        script.Peer.ExpectUnary(5);
        script.Peer.SendTrailersOnly(5, 14, ("grpc-retry-pushback-ms", "0"));
        script.Time.Advance(TimeSpan.Zero);
        script.Peer.ExpectUnary(7);
        script.Peer.SendTrailersOnly(7, 3);
        Assert.Equal(StatusCode.InvalidArgument, (await call.AsResult()).Status.StatusCode);
        Assert.Equal([1, 2], told.Select(attempt => attempt.Number));
    }

    private static Task<ScriptedChannel> Configured(int maxAttempts = 4, int bufferBytes = 1 << 20, Action<RetryAttempt>? onRetry = null) => ScriptedChannel.ConnectAsync(time => new GrpcChannelOptions
    {
        TimeProvider = time,
        Random = new Random(1),
        MaxRetryBufferPerCallSize = bufferBytes,
        ServiceConfig = new ServiceConfig
        {
            MethodConfigs =
            {
                new MethodConfig
                {
                    Names = { MethodName.Default },
                    RetryPolicy = new RetryPolicy
                    {
                        MaxAttempts = maxAttempts,
                        InitialBackoff = TimeSpan.FromSeconds(1),
                        MaxBackoff = TimeSpan.FromSeconds(10),
                        BackoffMultiplier = 2,
                        RetryableStatusCodes = { StatusCode.Unavailable },
                        OnRetry = onRetry,
                    },
                },
            },
        },
    });
}
