using System.Diagnostics;
using System.Diagnostics.Metrics;
using Peregrine.Calls;

namespace Peregrine.Server.Telemetry;

/// <summary>The metrics (gRFC A66) and spans (A72) of server calls. Costs two reads a call while nobody listens.</summary>
internal sealed class ServerTelemetry(TimeProvider time)
{
    private static readonly ActivitySource Source = new(GrpcTelemetry.SourceName);
    private static readonly Meter Meter = new(GrpcTelemetry.SourceName);

    private static readonly Counter<long> CallsStarted = Meter.CreateCounter<long>(
        "grpc.server.call.started", "{call}", "The total number of RPCs started, including those that have not completed.");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram(
        "grpc.server.call.duration", "s", "The end-to-end time of an RPC as the server sees it.",
        advice: new InstrumentAdvice<double> { HistogramBucketBoundaries = GrpcTelemetry.LatencyBuckets });

    private static readonly Histogram<long> BytesSent = Meter.CreateHistogram(
        "grpc.server.call.sent_total_compressed_message_size", "By", "Bytes of response messages sent in one RPC.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = GrpcTelemetry.SizeBuckets });

    private static readonly Histogram<long> BytesReceived = Meter.CreateHistogram(
        "grpc.server.call.rcvd_total_compressed_message_size", "By", "Bytes of request messages received in one RPC.",
        advice: new InstrumentAdvice<long> { HistogramBucketBoundaries = GrpcTelemetry.SizeBuckets });

    private static readonly MethodLabels Unregistered = new("other", null);

    /// <summary>Whether anybody listens.</summary>
    public static bool IsEnabled =>
        CallsStarted.Enabled || Duration.Enabled || BytesSent.Enabled || BytesReceived.Enabled || Source.HasListeners();

    /// <summary>A call begins, and somebody listens.</summary>
    /// <param name="labels">The method's; null for a method that is not registered.</param>
    /// <param name="head">What opened the call.</param>
    /// <param name="now">The clock's timestamp.</param>
    public static CallRecord Start(MethodLabels? labels, ServerCallHead head, long now)
    {
        // A66: what is not registered is "other", or every typo of a caller's would be a time series of its own.
        labels ??= Unregistered;
        CallsStarted.Add(1, labels.WithoutStatus);
        return new CallRecord(labels, now, StartActivity(labels, head));
    }

    /// <summary>The handler is about to run: its own spans become children of the call's.</summary>
    public static void Enter(in CallRecord record)
    {
        if (record.Activity is { } activity)
            Activity.Current = activity;
    }

    /// <summary>The call ended. <paramref name="sent"/>: bytes of response messages as they were on the wire, without their prefixes.</summary>
    public void End(in CallRecord record, in Status status, long sent)
    {
        if (record.Labels is not { } labels)
            return;
        ReadOnlySpan<KeyValuePair<string, object?>> tags = labels.With(status.StatusCode);
        Duration.Record(time.GetElapsedTime(record.Started).TotalSeconds, tags);
        BytesSent.Record(sent, tags);
        BytesReceived.Record(record.BytesReceived, tags);
        GrpcTelemetry.Stop(record.Activity, status);
    }

    private static Activity? StartActivity(MethodLabels labels, ServerCallHead head)
    {
        if (!Source.HasListeners())
            return null;
        return GrpcTelemetry.Start(Source, labels.Server, ActivityKind.Server, head.TraceParent, Activity.Current);
    }
}
