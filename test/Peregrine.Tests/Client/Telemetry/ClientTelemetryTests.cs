using System.Collections.Concurrent;
using System.Diagnostics;
using Peregrine.Http2;
using Peregrine.Testing;

namespace Peregrine.Tests.Client.Telemetry;

/// <summary>The metrics of gRFC A66 and A96 and the spans of A72 on the client, by their exact names (grpc-semantics §1.5).</summary>
[Collection("telemetry")]
public sealed class ClientTelemetryTests
{
    [Fact]
    public async Task A66_a_call_and_its_attempt_are_measured_under_method_target_and_status()
    {
        using var metrics = new MetricRecorder();
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("12345");
        script.Peer.ExpectUnary(1, "12345");
        script.Time.Advance(TimeSpan.FromSeconds(2));
        script.Peer.Answer(1, "123");
        await call;
        Assert.Equal((1, "test.Echo/Unary"), metrics.Single(script, "grpc.client.attempt.started"));
        Assert.Equal((2, "test.Echo/Unary,OK"), metrics.Single(script, "grpc.client.attempt.duration"));
        Assert.Equal((5, "test.Echo/Unary,OK"), metrics.Single(script, "grpc.client.attempt.sent_total_compressed_message_size"));
        Assert.Equal((3, "test.Echo/Unary,OK"), metrics.Single(script, "grpc.client.attempt.rcvd_total_compressed_message_size"));
        Assert.Equal((2, "test.Echo/Unary,OK"), metrics.Single(script, "grpc.client.call.duration"));
        // gRFC A96: what did not happen is not reported.
        Assert.Empty(metrics.Of(script, "grpc.client.call.retries"));
        Assert.Empty(metrics.Of(script, "grpc.client.call.transparent_retries"));
    }

    [Fact]
    public async Task A96_transparent_retries_are_counted_by_call_and_each_attempt_is_measured()
    {
        using var metrics = new MetricRecorder();
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary();
        script.Peer.ExpectUnary(1);
        script.Peer.SendReset(1, ErrorCode.RefusedStream);
        script.Peer.ExpectUnary(3);
        script.Peer.Answer(3);
        await call;
        Assert.Equal(2, metrics.Of(script, "grpc.client.attempt.started").Count);
        Assert.Equal(["test.Echo/Unary,UNAVAILABLE", "test.Echo/Unary,OK"], metrics.Of(script, "grpc.client.attempt.duration").Select(point => point.Tags));
        Assert.Equal((1, "test.Echo/Unary"), metrics.Single(script, "grpc.client.call.transparent_retries"));
        Assert.Empty(metrics.Of(script, "grpc.client.call.retries"));
    }

    [Fact]
    public async Task A66_a_call_that_its_deadline_ended_is_measured_once()
    {
        using var metrics = new MetricRecorder();
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        using AsyncDuplexStreamingCall<string, string> call = script.Duplex(new CallOptions(deadline: script.Time.GetUtcNow().UtcDateTime.AddSeconds(3)));
        await call.RequestStream.WriteAsync("four");
        script.Time.Advance(TimeSpan.FromSeconds(5));
        await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext());
        Assert.Equal((3, "test.Echo/Duplex,DEADLINE_EXCEEDED"), metrics.Single(script, "grpc.client.call.duration"));
        Assert.Equal((4, "test.Echo/Duplex,DEADLINE_EXCEEDED"), metrics.Single(script, "grpc.client.attempt.sent_total_compressed_message_size"));
    }

    [Fact]
    public async Task A72_a_call_is_a_span_with_its_attempts_below_and_the_trace_goes_to_the_server()
    {
        using Activity parent = new Activity("the application's").SetIdFormat(ActivityIdFormat.W3C).Start();
        using var spans = new SpanRecorder(parent.TraceId);
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        AsyncUnaryCall<string> call = script.Unary("hello");
        Assert.Same(parent, Activity.Current);
        IReadOnlyList<(string Name, string Value)> headers = script.Peer.ExpectUnary(1, "hello");
        script.Peer.SendTrailersOnly(1, 5, ("grpc-message", "none"));
        await call.AsResult();
        Assert.Same(parent, Activity.Current);
        Activity sent = spans.Single("Sent.test.Echo.Unary");
        Activity attempt = spans.Single("Attempt.test.Echo.Unary");
        Assert.Equal(parent.SpanId, sent.ParentSpanId);
        Assert.Equal(sent.SpanId, attempt.ParentSpanId);
        Assert.Equal(attempt.Id, headers.Single(field => field.Name == "traceparent").Value);
        Assert.Single(headers, field => field.Name == "grpc-trace-bin");
        Assert.Equal((ActivityStatusCode.Error, "NOT_FOUND: none"), (sent.Status, sent.StatusDescription));
        Assert.Equal(0, attempt.GetTagItem("previous-rpc-attempts"));
        Assert.Equal(false, attempt.GetTagItem("transparent-retry"));
        ActivityEvent outbound = Assert.Single(attempt.Events);
        Assert.Equal("Outbound message", outbound.Name);
        Assert.Contains(new KeyValuePair<string, object?>("message-size", 5), outbound.Tags);
    }

    [Fact]
    public async Task A_trace_is_handed_on_when_nobody_listens_to_our_own_spans()
    {
        using Activity parent = new Activity("the application's").SetIdFormat(ActivityIdFormat.W3C).Start();
        await using ScriptedChannel script = await ScriptedChannel.ConnectAsync();
        _ = script.Unary();
        string traceParent = script.Peer.ExpectUnary(1).Single(field => field.Name == "traceparent").Value;
        Assert.Contains(parent.TraceId.ToString(), traceParent, StringComparison.Ordinal);
    }

    private sealed class SpanRecorder : IDisposable
    {
        private readonly ConcurrentQueue<Activity> _stopped = new();
        private readonly ActivityListener _listener;

        public SpanRecorder(ActivityTraceId trace)
        {
            _listener = new ActivityListener
            {
                ShouldListenTo = source => source.Name == "Peregrine",
                // Of this trace alone: other tests run at the same time.
                Sample = (ref ActivityCreationOptions<ActivityContext> creation) =>
                    creation.Parent.TraceId == trace ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
                ActivityStopped = _stopped.Enqueue,
            };
            ActivitySource.AddActivityListener(_listener);
        }

        public Activity Single(string name) => Assert.Single(_stopped, span => span.OperationName == name);

        public void Dispose() => _listener.Dispose();
    }
}
