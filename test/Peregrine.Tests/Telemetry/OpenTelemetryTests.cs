using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using Peregrine.Client;
using Peregrine.Tests.Server;

namespace Peregrine.Tests.Telemetry;

/// <summary>
/// What the OpenTelemetry SDK makes of our metrics (gRFC A66, A96) and spans (A72): a client and a server over a socket, collected by the SDK's own providers
/// (grpc-semantics §1.5).
/// </summary>
[Collection("telemetry")]
public sealed class OpenTelemetryTests
{
    private const string Service = "otel.Service";

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);

    private static readonly double[] LatencyBuckets =
    [
        0, .00001, .00005, .0001, .0003, .0006, .0008, .001, .002, .003, .004, .005, .006, .008, .01, .013, .016, .02, .025, .03, .04, .05, .065, .08,
        .1, .13, .16, .2, .25, .3, .4, .5, .65, .8, 1, 2, 5, 10, 20, 50, 100,
    ];

    private static readonly double[] SizeBuckets =
        [0, 1024, 2048, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456, 1073741824, 4294967296];

    [Fact]
    public async Task A66_the_sdk_collects_each_instrument_with_its_name_unit_labels_and_buckets()
    {
        Method<string, string> method = Make("Measured");
        using var collected = new CollectedMetrics();
        using MeterProvider provider = Collect(collected);
        await using GrpcServer server = Serve(method, (request, _) => request == "fail" ? throw new RpcException(new Status(StatusCode.NotFound, "")) : Task.FromResult("four"));
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "12345678");
        await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "fail").AsResult();

        string name = $"{Service}/Measured";
        (string, string)[] client = [("grpc.method", name), ("grpc.target", channel.Target)];
        (string, string)[] served = [("grpc.method", name)];
        Expect(collected, provider, "grpc.client.attempt.started", "{attempt}", "LongSum", client, 2, 2, null);
        Expect(collected, provider, "grpc.server.call.started", "{call}", "LongSum", served, 2, 2, null);
        foreach ((string status, double sent, double received) in ((string, double, double)[])[("OK", 8, 4), ("NOT_FOUND", 4, 0)])
        {
            (string, string)[] clientEnded = [.. client, ("grpc.status", status)];
            (string, string)[] servedEnded = [.. served, ("grpc.status", status)];
            Expect(collected, provider, "grpc.client.attempt.duration", "s", "Histogram", clientEnded, 1, null, LatencyBuckets);
            Expect(collected, provider, "grpc.client.call.duration", "s", "Histogram", clientEnded, 1, null, LatencyBuckets);
            Expect(collected, provider, "grpc.server.call.duration", "s", "Histogram", servedEnded, 1, null, LatencyBuckets);
            Expect(collected, provider, "grpc.client.attempt.sent_total_compressed_message_size", "By", "Histogram", clientEnded, 1, sent, SizeBuckets);
            Expect(collected, provider, "grpc.client.attempt.rcvd_total_compressed_message_size", "By", "Histogram", clientEnded, 1, received, SizeBuckets);
            Expect(collected, provider, "grpc.server.call.sent_total_compressed_message_size", "By", "Histogram", servedEnded, 1, received, SizeBuckets);
            Expect(collected, provider, "grpc.server.call.rcvd_total_compressed_message_size", "By", "Histogram", servedEnded, 1, sent, SizeBuckets);
        }
    }

    [Fact]
    public async Task A66_sizes_are_those_of_the_compressed_messages_on_both_sides()
    {
        Method<string, string> method = Make("Compressed");
        using var collected = new CollectedMetrics();
        using MeterProvider provider = Collect(collected);
        await using GrpcServer server = Serve(method, (request, _) => Task.FromResult(request + request), new GrpcServerOptions { ResponseCompressionAlgorithm = "gzip" });
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0], new GrpcChannelOptions { RequestCompression = "gzip" });
        string request = new('x', 100_000);
        Assert.Equal(200_000, (await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, request)).Length);

        double clientSent = SumOf("grpc.client.attempt.sent_total_compressed_message_size");
        double clientReceived = SumOf("grpc.client.attempt.rcvd_total_compressed_message_size");
        Assert.InRange(clientSent, 20, 10_000);
        Assert.InRange(clientReceived, 20, 10_000);
        Assert.NotEqual(clientSent, clientReceived);
        Assert.Equal(clientSent, SumOf("grpc.server.call.rcvd_total_compressed_message_size"));
        Assert.Equal(clientReceived, SumOf("grpc.server.call.sent_total_compressed_message_size"));

        double SumOf(string instrument) => Until(collected, provider, point => point.Name == instrument && point.Labels["grpc.method"] == $"{Service}/Compressed").Sum;
    }

    [Fact]
    public async Task A96_the_sdk_collects_retries_and_their_delay()
    {
        Method<string, string> method = Make("Retried");
        using var collected = new CollectedMetrics();
        using MeterProvider provider = Collect(collected);
        int attempts = 0;
        await using GrpcServer server = Serve(method, (_, _) =>
            Interlocked.Increment(ref attempts) < 3 ? throw new RpcException(new Status(StatusCode.Unavailable, "")) : Task.FromResult("ok"));
        var policy = new RetryPolicy
        {
            MaxAttempts = 4,
            InitialBackoff = TimeSpan.FromMilliseconds(1),
            MaxBackoff = TimeSpan.FromMilliseconds(1),
            BackoffMultiplier = 1,
            RetryableStatusCodes = { StatusCode.Unavailable },
        };
        var config = new ServiceConfig { MethodConfigs = { new MethodConfig { Names = { MethodName.Default }, RetryPolicy = policy } } };
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0], new GrpcChannelOptions { ServiceConfig = config });
        await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "");

        (string, string)[] labels = [("grpc.method", $"{Service}/Retried"), ("grpc.target", channel.Target)];
        Expect(collected, provider, "grpc.client.call.retries", "{retry}", "Histogram", labels, 1, 2, [1, 2, 3, 4, 5]);
        Expect(collected, provider, "grpc.client.call.retry_delay", "s", "Histogram", labels, 1, null, LatencyBuckets);
        Expect(collected, provider, "grpc.client.attempt.started", "{attempt}", "LongSum", labels, 3, 3, null);
        Assert.DoesNotContain(collected.Points, point => point.Name == "grpc.client.call.transparent_retries" && point.Labels["grpc.target"] == channel.Target);
    }

    [Fact]
    public async Task A94_the_sdk_collects_the_connections_of_a_channel()
    {
        Method<string, string> method = Make("Connected");
        using var collected = new CollectedMetrics();
        using MeterProvider provider = Collect(collected);
        await using GrpcServer server = Serve(method, (request, _) => Task.FromResult(request));
        GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, "");

        (string, string)[] labels = [("grpc.target", channel.Target)];
        (string, string)[] secured = [.. labels, ("grpc.security_level", "none")];
        Expect(collected, provider, "grpc.subchannel.connection_attempts_succeeded", "{attempt}", "LongSum", labels, 1, 1, null);
        Expect(collected, provider, "grpc.subchannel.open_connections", "{connection}", "LongSumNonMonotonic", secured, 1, 1, null);
        await channel.DisposeAsync();
        Expect(collected, provider, "grpc.subchannel.disconnections", "{disconnection}", "LongSum", [.. labels, ("grpc.disconnect_error", "subchannel shutdown")], 1, 1, null);
        Expect(collected, provider, "grpc.subchannel.open_connections", "{connection}", "LongSumNonMonotonic", secured, 0, 0, null);

        // Nobody listens there any more: the port was the server's until now.
        await server.StopAsync(TimeSpan.Zero);
        await using GrpcChannel late = GrpcChannel.ForAddress(server.Urls[0]);
        await late.CreateCallInvoker().AsyncUnaryCall(method, null, default, "").AsResult();
        Expect(collected, provider, "grpc.subchannel.connection_attempts_failed", "{attempt}", "LongSum", labels, 1, 1, null);
    }

    [Fact]
    public async Task A66_what_no_server_has_registered_and_no_client_generated_is_other()
    {
        using var collected = new CollectedMetrics();
        using MeterProvider provider = Collect(collected);
        await using GrpcServer server = Serve(Make("Known"), (request, _) => Task.FromResult(request));
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        var raw = new Method<byte[], byte[]>(MethodType.Unary, "whatever.a.Caller", "AsksFor", Marshallers.Raw, Marshallers.Raw);
        await channel.CreateCallInvoker().AsyncUnaryCall(raw, null, default, []).AsResult();
        Until(collected, provider, point => point.Name == "grpc.client.call.duration" && point.Labels["grpc.target"] == channel.Target && point.Labels["grpc.method"] == "other");
        Until(collected, provider, point => point.Name == "grpc.server.call.duration" && point.Labels["grpc.method"] == "other" && point.Labels["grpc.status"] == "UNIMPLEMENTED");
        Assert.DoesNotContain(collected.Points, point => point.Labels.Values.Any(value => value.Contains("whatever", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A72_the_sdk_collects_one_trace_across_client_and_server()
    {
        Method<string, string> method = Make("Traced");
        using var app = new ActivitySource("Peregrine.Tests.App");
        using var collected = new CollectedSpans();
        using TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddSource("Peregrine", app.Name).SetSampler(new AlwaysOnSampler())
            .AddProcessor(new SimpleActivityExportProcessor(collected)).Build();
        await using GrpcServer server = Serve(method, async (request, _) =>
        {
            using Activity? inside = app.StartActivity("in the handler");
            await Task.Yield();
            return request;
        });
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        ActivityTraceId trace;
        ActivitySpanId root;
        using (Activity caller = app.StartActivity("the caller's")!)
        {
            (trace, root) = (caller.TraceId, caller.SpanId);
            await channel.CreateCallInvoker().AsyncUnaryCall(method, null, new CallOptions(new Metadata { { "traceparent", "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01" } }), "hello");
            Assert.Same(caller, Activity.Current);
        }

        Activity Span(string name)
        {
            Activity? found = null;
            Assert.True(SpinWait.SpinUntil(() => (found = collected.Spans.FirstOrDefault(span => span.TraceId == trace && span.OperationName == name)) is not null, Long), name);
            return found!;
        }

        Activity sent = Span($"Sent.{Service}.Traced");
        Activity attempt = Span($"Attempt.{Service}.Traced");
        Activity received = Span($"Recv.{Service}.Traced");
        Activity inHandler = Span("in the handler");
        Assert.Equal(root, sent.ParentSpanId);
        Assert.Equal(sent.SpanId, attempt.ParentSpanId);
        Assert.Equal(attempt.SpanId, received.ParentSpanId);
        Assert.True(received.HasRemoteParent);
        Assert.Equal(received.SpanId, inHandler.ParentSpanId);
        Assert.Equal((ActivityKind.Client, ActivityKind.Server), (sent.Kind, received.Kind));
        Assert.Equal(["Outbound message", "Inbound message"], attempt.Events.Select(message => message.Name));
        Assert.Equal(["Inbound message", "Outbound message"], received.Events.Select(message => message.Name));
        Assert.All([sent, attempt, received], span => Assert.Equal(ActivityStatusCode.Ok, span.Status));
    }

    [Fact]
    public async Task A_trace_passes_a_server_where_nobody_listens()
    {
        Method<string, string> outer = Make("Outer");
        Method<string, string> inner = Make("Inner");
        Metadata? seen = null;
        await using GrpcServer last = Serve(inner, (request, context) =>
        {
            seen = context.RequestHeaders;
            return Task.FromResult(request);
        });
        await using GrpcChannel between = GrpcChannel.ForAddress(last.Urls[0]);
        await using GrpcServer middle = Serve(outer, async (request, _) => await between.CreateCallInvoker().AsyncUnaryCall(inner, null, default, request));
        await using GrpcChannel channel = GrpcChannel.ForAddress(middle.Urls[0]);
        const string Trace = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01";
        var headers = new Metadata { { "traceparent", Trace }, { "tracestate", "a=1" } };
        Assert.Equal("x", await channel.CreateCallInvoker().AsyncUnaryCall(outer, null, new CallOptions(headers), "x"));
        Assert.Equal((Trace, "a=1"), (seen!.GetValue("traceparent"), seen.GetValue("tracestate")));
    }

    [Fact]
    public void A72_a_trace_that_comes_in_the_binary_header_alone_goes_on()
    {
        using var collected = new CollectedSpans();
        using TracerProvider provider = Sdk.CreateTracerProviderBuilder().AddSource("Peregrine").SetSampler(new AlwaysOnSampler())
            .AddProcessor(new SimpleActivityExportProcessor(collected)).Build();
        var parent = new ActivityContext(ActivityTraceId.CreateRandom(), ActivitySpanId.CreateRandom(), ActivityTraceFlags.Recorded);
        using var caller = ScriptedCaller.To(TestMethods.BindEcho);
        caller.Request(1, TestMethods.UnaryPath, more: ("grpc-trace-bin", Convert.ToBase64String(Peregrine.Calls.TraceHeaders.Binary(parent))));
        caller.Message(1, "hi", end: true);
        caller.Ended(1);
        Activity? span = null;
        Assert.True(SpinWait.SpinUntil(() => (span = collected.Spans.FirstOrDefault(one => one.TraceId == parent.TraceId)) is not null, Long));
        Assert.Equal((parent.SpanId, "Recv.test.Service.Unary"), (span!.ParentSpanId, span.OperationName));
    }

    private static Method<string, string> Make(string name) => new(MethodType.Unary, Service, name, Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    private static GrpcServer Serve(Method<string, string> method, UnaryServerMethod<string, string> handler, GrpcServerOptions? options = null) =>
        new GrpcServer(options ?? new GrpcServerOptions(), "http://127.0.0.1:0").AddUnary(method, handler).Start();

    private static MeterProvider Collect(CollectedMetrics collected) =>
        Sdk.CreateMeterProviderBuilder().AddMeter("Peregrine").AddReader(new BaseExportingMetricReader(collected)).Build();

    // The end of a call is measured after its caller has been told.
    private static CollectedPoint Until(CollectedMetrics collected, MeterProvider provider, Func<CollectedPoint, bool> isWanted)
    {
        CollectedPoint? found = null;
        bool came = SpinWait.SpinUntil(
            () =>
            {
                provider.ForceFlush();
                return (found = collected.Points.FirstOrDefault(isWanted)) is not null;
            },
            Long);
        Assert.True(came, "what was wanted did not come");
        return found!;
    }

    private static void Expect(
        CollectedMetrics collected, MeterProvider provider, string name, string unit, string kind, (string Key, string Value)[] labels, long count, double? sum, double[]? bounds)
    {
        var wanted = labels.ToDictionary(label => label.Key, label => label.Value);
        CollectedPoint point = Until(collected, provider, point => point.Name == name
            && point.Labels.Count == wanted.Count && point.Labels.All(label => wanted.TryGetValue(label.Key, out string? value) && value == label.Value) && point.Count == count);
        Assert.Equal((unit, kind), (point.Unit, point.Kind));
        if (sum is { } exactly)
            Assert.Equal(exactly, point.Sum);
        if (bounds is not null)
            Assert.Equal(bounds, point.Bounds);
    }
}
