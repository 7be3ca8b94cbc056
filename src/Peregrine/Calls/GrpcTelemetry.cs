using System.Diagnostics;

namespace Peregrine.Calls;

/// <summary>What both sides' telemetry have in common: names, buckets, propagation (grpc-semantics §1.5).</summary>
internal static class GrpcTelemetry
{
    /// <summary>The name of the activity source and of the meter.</summary>
    public const string SourceName = "Peregrine";

    public static readonly double[] LatencyBuckets =
    [
        0, 0.00001, 0.00005, 0.0001, 0.0003, 0.0006, 0.0008, 0.001, 0.002, 0.003, 0.004, 0.005, 0.006, 0.008, 0.01, 0.013, 0.016, 0.02, 0.025, 0.03,
        0.04, 0.05, 0.065, 0.08, 0.1, 0.13, 0.16, 0.2, 0.25, 0.3, 0.4, 0.5, 0.65, 0.8, 1, 2, 5, 10, 20, 50, 100,
    ];

    public static readonly long[] SizeBuckets =
        [0, 1024, 2048, 4096, 16384, 65536, 262144, 1048576, 4194304, 16777216, 67108864, 268435456, 1073741824, 4294967296];

    /// <summary>How many codes have a name of their own.</summary>
    public const int StatusNameCount = (int)StatusCode.Unauthenticated + 1;

    /// <summary>The canonical name of a code, as statuscodes.md writes it.</summary>
    public static string StatusName(StatusCode code) => code.ToProtocolName();

    /// <summary>
    /// Starts a span without making it <paramref name="current"/>: what the running code does next is not part of the call. Null when nobody wants this one.
    /// </summary>
    public static Activity? Start(ActivitySource source, string name, ActivityKind kind, ActivityContext parent, Activity? current)
    {
        Activity? span = source.StartActivity(name, kind, parent);
        if (span is not null)
            Activity.Current = current;
        return span;
    }

    /// <summary>The call of a span ended.</summary>
    public static void Stop(Activity? span, in Status status)
    {
        if (span is null)
            return;
        if (status.StatusCode == StatusCode.OK)
            span.SetStatus(ActivityStatusCode.Ok);
        else
            span.SetStatus(ActivityStatusCode.Error, $"{StatusName(status.StatusCode)}: {status.Detail}");
        // Stop makes the span's parent current, which is not this thread's business.
        Activity? current = Activity.Current;
        span.Stop();
        Activity.Current = current;
    }

    /// <summary>gRFC A72: one event a message, with its number and its size, and the size on the wire where that is another.</summary>
    public static void NoteMessage(Activity span, string name, int number, int bytes, int compressedBytes)
    {
        if (!span.IsAllDataRequested)
            return;
        var tags = new ActivityTagsCollection { ["sequence-number"] = number, ["message-size"] = bytes };
        if (compressedBytes != bytes)
            tags["message-size-compressed"] = compressedBytes;
        span.AddEvent(new ActivityEvent(name, tags: tags));
    }

    /// <summary>The caller's span: W3C <c>traceparent</c>, else <c>grpc-trace-bin</c>; default when it sent neither.</summary>
    public static ActivityContext ReadParent(Metadata headers)
    {
        if (headers.Count == 0)
            return default;
        if (headers.Get("traceparent") is { IsBinary: false } parent
            && ActivityContext.TryParse(parent.Value, headers.Get("tracestate") is { IsBinary: false } state ? state.Value : null, isRemote: true, out ActivityContext context))
            return context;
        return headers.GetValueBytes("grpc-trace-bin") is { } binary ? ReadBinaryParent(binary) : default;
    }

    private static ActivityContext ReadBinaryParent(ReadOnlySpan<byte> binary)
    {
        if (binary is not [0, 0, ..] || binary.Length < 27 || binary[18] != 1)
            return default;
        var flags = binary is { Length: >= 29 } && binary[27] == 2 ? (ActivityTraceFlags)binary[28] : ActivityTraceFlags.None;
        return new ActivityContext(
            ActivityTraceId.CreateFromBytes(binary[2..18]), ActivitySpanId.CreateFromBytes(binary[19..27]), flags, isRemote: true);
    }
}
