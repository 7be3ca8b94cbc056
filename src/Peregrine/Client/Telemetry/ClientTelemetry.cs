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

    /// <summary>A call begins. False when nobody listens and there is no trace to hand on.</summary>
    public static bool TryStart(MethodPlan method, out Activity? span, out Activity? parent)
    {
        parent = Activity.Current;
        bool isTraced = s_source.HasListeners();
        span = isTraced ? GrpcTelemetry.Start(s_source, method.Labels.Call, ActivityKind.Client, parent?.Context ?? default, parent) : null;
        return isTraced || parent is not null || IsMeasured;
    }

    /// <summary>Starts the span of an attempt; null when nobody wants it.</summary>
    public static Activity? StartAttempt(MethodLabels labels, Activity call, int previousAttempts, bool isTransparent)
    {
        Activity? span = GrpcTelemetry.Start(s_source, labels.Attempt, ActivityKind.Client, call.Context, Activity.Current);
        if (span is not { IsAllDataRequested: true })
            return span;
        span.SetTag("previous-rpc-attempts", previousAttempts);
        span.SetTag("transparent-retry", isTransparent);
        return span;
    }

    public static void AttemptStarted(MethodLabels labels) => s_attemptsStarted.Add(1, labels.WithoutStatus);

    public static void AttemptEnded(MethodLabels labels, in Status status, TimeSpan duration, long sent, long received)
    {
        ReadOnlySpan<KeyValuePair<string, object?>> tags = labels.With(status.StatusCode);
        s_attemptDuration.Record(duration.TotalSeconds, tags);
        s_attemptSent.Record(sent, tags);
        s_attemptReceived.Record(received, tags);
    }

    public static void CallEnded(MethodLabels labels, in Status status, TimeSpan duration) =>
        s_callDuration.Record(duration.TotalSeconds, labels.With(status.StatusCode));

    /// <summary>A call that was tried more than once is over. gRFC A96: zero is not reported.</summary>
    public static void Retried(MethodLabels labels, int retries, int transparentRetries, TimeSpan delay)
    {
        if (retries > 0)
            s_retries.Record(retries, labels.WithoutStatus);
        if (transparentRetries > 0)
            s_transparentRetries.Record(transparentRetries, labels.WithoutStatus);
        if (retries + transparentRetries > 0)
            s_retryDelay.Record(delay.TotalSeconds, labels.WithoutStatus);
    }

    private static Histogram<double> Seconds(string name, string description) => s_meter.CreateHistogram(
        name, "s", description, advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = GrpcTelemetry.LatencyBuckets });

    private static Histogram<long> Bytes(string name, string description) => s_meter.CreateHistogram(
        name, "By", description, advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = GrpcTelemetry.SizeBuckets });
}
