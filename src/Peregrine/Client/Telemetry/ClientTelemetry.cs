using System.Diagnostics;
using System.Diagnostics.Metrics;
using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>The metrics (gRFC A66, A96) and spans (A72) of calls made. Costs a few reads a call while nobody listens.</summary>
internal static class ClientTelemetry
{
    private static readonly ActivitySource s_source = new(GrpcTelemetry.SourceName);
    private static readonly Meter s_meter = new(GrpcTelemetry.SourceName);

    private static readonly Counter<long> s_attemptsStarted = s_meter.CreateCounter<long>(
        "grpc.client.attempt.started", "{attempt}", "The total number of RPC attempts started, including those that have not completed.");

    private static readonly Histogram<double> s_attemptDuration = Seconds(
        "grpc.client.attempt.duration", "The time from the start of an RPC attempt to its end.");

    private static readonly Histogram<long> s_attemptSent = Bytes(
        "grpc.client.attempt.sent_total_compressed_message_size", "Bytes of request messages sent in one RPC attempt.");

    private static readonly Histogram<long> s_attemptReceived = Bytes(
        "grpc.client.attempt.rcvd_total_compressed_message_size", "Bytes of response messages received in one RPC attempt.");

    private static readonly Histogram<double> s_callDuration = Seconds(
        "grpc.client.call.duration", "The end-to-end time of an RPC as the application sees it.");

    private static readonly Histogram<long> s_retries = s_meter.CreateHistogram(
        "grpc.client.call.retries", "{retry}", "Retries by policy in one RPC; RPCs without are not counted.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 3, 4, 5] });

    private static readonly Histogram<long> s_transparentRetries = s_meter.CreateHistogram(
        "grpc.client.call.transparent_retries", "{transparent_retry}", "Transparent retries in one RPC; RPCs without are not counted.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = [1, 2, 3, 4, 5, 10] });

    private static readonly Histogram<double> s_retryDelay = Seconds(
        "grpc.client.call.retry_delay", "The time without an attempt under way in one RPC that was retried.");

    /// <summary>What calls made within the activity that is current now are part of, when nobody listens to spans of our own.</summary>
    private static bool IsMeasured =>
        s_attemptsStarted.Enabled || s_attemptDuration.Enabled || s_attemptSent.Enabled || s_attemptReceived.Enabled
        || s_callDuration.Enabled || s_retries.Enabled || s_transparentRetries.Enabled || s_retryDelay.Enabled;

    /// <summary>A call begins. Null when nobody listens and there is no trace to hand on.</summary>
    public static ClientCallRecord? Start(MethodPlan method)
    {
        Activity? parent = Activity.Current;
        bool isTraced = s_source.HasListeners();
        if (parent is null && !isTraced && !IsMeasured)
            return null;
        string name = method.Path[1..];
        Activity? span = isTraced ? StartSpan("Sent.", name, ActivityKind.Client, parent?.Context ?? default) : null;
        return new ClientCallRecord(name, method.Channel, span, parent);
    }

    /// <summary>Starts a span without making it current: what the caller does next is not part of the call.</summary>
    public static Activity? StartSpan(string prefix, string method, ActivityKind kind, ActivityContext parent)
    {
        Activity? current = Activity.Current;
        Activity? span = s_source.StartActivity(prefix + method.Replace('/', '.'), kind, parent);
        Activity.Current = current;
        return span;
    }

    public static void StopSpan(Activity? span, in Status status)
    {
        if (span is null)
            return;
        if (status.StatusCode == StatusCode.OK)
            span.SetStatus(ActivityStatusCode.Ok);
        else
            span.SetStatus(ActivityStatusCode.Error, $"{GrpcTelemetry.StatusName(status.StatusCode)}: {status.Detail}");
        // Stop makes the span's parent current, which is not this thread's business.
        Activity? current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    public static void AttemptStarted(ClientCallRecord call) => s_attemptsStarted.Add(1, call.Tags());

    public static void AttemptEnded(ClientCallRecord call, in Status status, TimeSpan duration, long sent, long received)
    {
        TagList tags = call.Tags(status);
        s_attemptDuration.Record(duration.TotalSeconds, tags);
        s_attemptSent.Record(sent, tags);
        s_attemptReceived.Record(received, tags);
    }

    public static void CallEnded(ClientCallRecord call, in Status status, TimeSpan duration)
    {
        s_callDuration.Record(duration.TotalSeconds, call.Tags(status));
        // gRFC A96: zero is not reported.
        if (call.Retries > 0)
            s_retries.Record(call.Retries, call.Tags());
        if (call.TransparentRetries > 0)
            s_transparentRetries.Record(call.TransparentRetries, call.Tags());
        if (call.Retries + call.TransparentRetries > 0)
            s_retryDelay.Record(call.RetryDelay.TotalSeconds, call.Tags());
    }

    private static Histogram<double> Seconds(string name, string description) => s_meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = GrpcTelemetry.LatencyBuckets });

    private static Histogram<long> Bytes(string name, string description) => s_meter.CreateHistogram(
        name, "By", description, advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = GrpcTelemetry.SizeBuckets });
}
