using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Peregrine.Tests.Server;

[Collection("telemetry")]
public class TelemetryTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    [Fact]
    public void A_call_is_measured_with_the_names_and_labels_of_a66()
    {
        var seen = new ConcurrentQueue<(string Name, double Value, string Tags)>();
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "Peregrine" && instrument.Name.StartsWith("grpc.server.", StringComparison.Ordinal))
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => seen.Enqueue((instrument.Name, value, Text(tags))));
        listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => seen.Enqueue((instrument.Name, value, Text(tags))));
        listener.Start();
        var method = new Method<string, string>(MethodType.Unary, "telemetry.Service", "Measured", Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        var gate = new TaskCompletionSource<string>();
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(method, (_, _) => gate.Task));
        caller.Request(1, "/telemetry.Service/Measured");
        caller.Message(1, "12345", end: true);
        caller.Time.Advance(TimeSpan.FromSeconds(2));
        gate.SetResult("1234567890");
        caller.Ended(1);
        caller.Request(3, "/telemetry.Service/Unheard");
        caller.Ended(3);

        const string Method = "grpc.method=telemetry.Service/Measured";
        // The end is noted after the answer was sent.
        Assert.True(SpinWait.SpinUntil(
            () => seen.Count(m => m.Tags.StartsWith(Method, StringComparison.Ordinal)) == 4 && seen.Any(m => m.Tags.StartsWith("grpc.method=other,", StringComparison.Ordinal)), Long));
        List<(string, double, string)> mine = [.. seen.Where(m => m.Tags.Contains("telemetry.Service", StringComparison.Ordinal))];
        Assert.Equal(
            [
                ("grpc.server.call.started", 1, Method),
                ("grpc.server.call.duration", 2, $"{Method},grpc.status=OK"),
                ("grpc.server.call.sent_total_compressed_message_size", 10, $"{Method},grpc.status=OK"),
                ("grpc.server.call.rcvd_total_compressed_message_size", 5, $"{Method},grpc.status=OK"),
            ],
            mine);
        // A66: what is not registered is "other", or every typo would be a time series of its own.
        Assert.Contains(("grpc.server.call.started", 1d, "grpc.method=other"), seen);
        Assert.Contains(seen, m => m.Tags == "grpc.method=other,grpc.status=UNIMPLEMENTED");
    }

    [Theory]
    [InlineData("reply")]
    [InlineData("failure")]
    [InlineData("headers")]
    public void Rules_16_68_what_counts_is_the_status_that_the_caller_gets(string large)
    {
        var ends = new ConcurrentQueue<string>();
        string name = $"TooLarge{large}";
        using var listener = new MeterListener
        {
            InstrumentPublished = (instrument, l) =>
            {
                if (instrument.Meter.Name == "Peregrine" && instrument.Name is "grpc.server.call.duration")
                    l.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>((_, _, tags, _) => ends.Enqueue(Text(tags)));
        listener.Start();
        var method = new Method<string, string>(MethodType.Unary, "telemetry.Service", name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(method, async (_, context) =>
        {
            var metadata = new Metadata { { "large", new string('m', 1000) } };
            if (large == "headers")
                await context.WriteResponseHeadersAsync(metadata);
            else
                context.ResponseTrailers.Add(metadata[0]);
            return large == "failure" ? throw new RpcException(new Status(StatusCode.Aborted, "")) : "reply";
        }));
        caller.Settings((6, 1000));
        caller.Request(1, $"/telemetry.Service/{name}");
        caller.Message(1, "x", end: true);

        Assert.Equal(StatusCode.ResourceExhausted, caller.Ended(1).Status);
        Assert.True(SpinWait.SpinUntil(() => ends.Any(tags => tags.Contains(name, StringComparison.Ordinal)), Long));
        Assert.Equal([$"grpc.method=telemetry.Service/{name},grpc.status=RESOURCE_EXHAUSTED"], ends.Where(tags => tags.Contains(name, StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("traceparent")]
    [InlineData("grpc-trace-bin")]
    public void A_call_is_a_span_of_its_callers_trace_with_its_messages_as_events(string propagation)
    {
        var stopped = new ConcurrentQueue<Activity>();
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == "Peregrine",
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = stopped.Enqueue,
        };
        ActivitySource.AddActivityListener(listener);
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        string value = propagation == "traceparent"
            ? $"00-{parent.TraceId}-{parent.SpanId}-01"
            : Convert.ToBase64String(Peregrine.Calls.TraceHeaders.Binary(parent));
        string? inside = null;
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(TestMethods.Unary, async (_, _) =>
        {
            inside = Activity.Current?.OperationName;
            await Task.Yield();
            throw new RpcException(new Status(StatusCode.NotFound, "gone"));
        }));
        caller.Request(1, TestMethods.UnaryPath, more: (propagation, value));
        caller.Message(1, "12345", end: true);
        caller.Ended(1);

        Activity? span = null;
        Assert.True(SpinWait.SpinUntil(() => (span = stopped.FirstOrDefault(a => a.TraceId == parent.TraceId)) is not null, Long));
        Assert.Equal("Recv.test.Service.Unary", span!.OperationName);
        Assert.Equal(span.OperationName, inside);
        Assert.Equal(parent.SpanId, span.ParentSpanId);
        Assert.Equal(ActivityKind.Server, span.Kind);
        Assert.Equal(ActivityStatusCode.Error, span.Status);
        Assert.Equal("NOT_FOUND: gone", span.StatusDescription);
        ActivityEvent message = Assert.Single(span.Events);
        Assert.Equal("Inbound message", message.Name);
        Assert.Equal([("sequence-number", (object?)0), ("message-size", 5)], message.Tags.Select(tag => (tag.Key, tag.Value)));
        Assert.Null(Activity.Current);
    }

    private static string Text(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        var parts = new List<string>();
        foreach (KeyValuePair<string, object?> tag in tags)
            parts.Add($"{tag.Key}={tag.Value}");
        return string.Join(',', parts);
    }
}
