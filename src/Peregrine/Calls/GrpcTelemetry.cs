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

    /// <summary>The canonical name of a code, as statuscodes.md writes it.</summary>
    public static string StatusName(StatusCode code) => code.ToProtocolName();

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

    /// <summary>The form of <c>grpc-trace-bin</c> (OpenCensus BinaryEncoding): version 0, then trace id, span id and options, each after its field number.</summary>
    public static byte[] WriteBinaryParent(ActivityContext context)
    {
        byte[] binary = new byte[29];
        context.TraceId.CopyTo(binary.AsSpan(2, 16));
        binary[18] = 1;
        context.SpanId.CopyTo(binary.AsSpan(19, 8));
        binary[27] = 2;
        binary[28] = (byte)context.TraceFlags;
        return binary;
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
