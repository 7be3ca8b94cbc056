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

    private static bool IsEnabled =>
        CallsStarted.Enabled || Duration.Enabled || BytesSent.Enabled || BytesReceived.Enabled || Source.HasListeners();

    /// <summary>A call begins. Null when nobody listens.</summary>
    /// <param name="method">The full name without its leading slash; null for a method that is not registered.</param>
    /// <param name="head">What opened the call.</param>
    public CallRecord? Start(string? method, ServerCallHead head)
    {
        if (!IsEnabled)
            return null;
        // A66: what is not registered is "other", or every typo of a caller's would be a time series of its own.
        string name = method ?? "other";
        CallsStarted.Add(1, new KeyValuePair<string, object?>("grpc.method", name));
        return new CallRecord(name, time.GetTimestamp(), StartActivity(name, head));
    }

    /// <summary>The handler is about to run: its own spans become children of the call's.</summary>
    public static void Enter(CallRecord? record)
    {
        if (record?.Activity is { } activity)
            Activity.Current = activity;
    }

    /// <summary>The call ended.</summary>
    public void End(CallRecord record, in Status status)
    {
        if (!record.TryEnd())
            return;
        TagList tags = default;
        tags.Add("grpc.method", record.Method);
        tags.Add("grpc.status", GrpcTelemetry.StatusName(status.StatusCode));
        Duration.Record(time.GetElapsedTime(record.Started).TotalSeconds, tags);
        BytesSent.Record(record.BytesSent, tags);
        BytesReceived.Record(record.BytesReceived, tags);
        if (record.Activity is not { } activity)
            return;
        if (status.StatusCode != StatusCode.OK)
            activity.SetStatus(ActivityStatusCode.Error, $"{GrpcTelemetry.StatusName(status.StatusCode)}: {status.Detail}");
        else
            activity.SetStatus(ActivityStatusCode.Ok);
        activity.Stop();
    }

    private static Activity? StartActivity(string method, ServerCallHead head)
    {
        if (!Source.HasListeners())
            return null;
        // Not made current here: this is the transport's thread.
        Activity? current = Activity.Current;
        Activity? activity = Source.StartActivity("Recv." + method.Replace('/', '.'), ActivityKind.Server, GrpcTelemetry.ReadParent(head.Headers));
        Activity.Current = current;
        return activity;
    }
}
