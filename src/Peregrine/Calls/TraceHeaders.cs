using System.Diagnostics;
using Peregrine.Http2;
using Peregrine.Protocols;

namespace Peregrine.Calls;

/// <summary>A span as headers of a call: W3C trace context, and <c>grpc-trace-bin</c> for peers of gRPC's older habit (grpc-semantics §1.5).</summary>
internal static class TraceHeaders
{
    private const int TraceParentLength = 55;
    private const int BinaryLength = 29;

    private static readonly string[] Names = ["traceparent", "tracestate", "grpc-trace-bin"];

    /// <summary>Adds a call's metadata and its span to the fields; what the metadata says of a span gives way.</summary>
    public static void Write(Metadata? headers, Activity? span, HeaderFields fields)
    {
        if (span is not { IdFormat: ActivityIdFormat.W3C })
        {
            MetadataCodec.Write(headers, fields);
            return;
        }

        MetadataCodec.Write(Without(headers), fields);
        WriteText(span, fields.Add("traceparent"u8, TraceParentLength));
        if (!string.IsNullOrEmpty(span.TraceStateString))
            fields.Add("tracestate", span.TraceStateString);
        Span<byte> binary = stackalloc byte[BinaryLength];
        WriteBinary(span.Context, binary);
        BinaryValue.Encode(binary, fields.Add("grpc-trace-bin"u8, BinaryValue.EncodedLength(BinaryLength)));
    }

    /// <summary>The same as metadata, for a transport that has no fields.</summary>
    public static Metadata? Add(Metadata? headers, Activity? span)
    {
        if (span is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            return headers;
        Metadata added = [];
        foreach (Metadata.Entry entry in Without(headers) ?? Metadata.Empty)
            added.Add(entry);
        added.Add("traceparent", id);
        if (!string.IsNullOrEmpty(span.TraceStateString))
            added.Add("tracestate", span.TraceStateString);
        added.Add("grpc-trace-bin", Binary(span.Context));
        return added;
    }

    /// <summary>The value of <c>grpc-trace-bin</c>.</summary>
    public static byte[] Binary(ActivityContext context)
    {
        byte[] binary = new byte[BinaryLength];
        WriteBinary(context, binary);
        return binary;
    }

    /// <summary>
    /// The headers of a call that is made within a server call while nobody here listens: the trace goes on unchanged, past a process that takes no part in it
    /// (W3C Trace Context §2.3).
    /// </summary>
    public static Metadata? PassOn(Metadata? headers, Metadata received)
    {
        if (received.Count == 0 || Array.TrueForAll(Names, name => received.Get(name) is null) || !ReferenceEquals(Without(headers), headers))
            return headers;
        Metadata passed = [];
        foreach (Metadata.Entry entry in headers ?? Metadata.Empty)
            passed.Add(entry);
        foreach (string name in Names)
        {
            if (received.Get(name) is { } entry)
                passed.Add(entry);
        }

        return passed;
    }

    private static Metadata? Without(Metadata? headers)
    {
        if (headers is null || Array.TrueForAll(Names, name => headers.Get(name) is null))
            return headers;
        Metadata rest = [];
        foreach (Metadata.Entry entry in headers)
        {
            if (!Names.Contains(entry.Key))
                rest.Add(entry);
        }
        return rest;
    }

    // W3C Trace Context §3.2: version, trace id, parent id, flags.
    private static void WriteText(Activity span, Span<byte> text)
    {
        "00-"u8.CopyTo(text);
        System.Text.Encoding.ASCII.GetBytes(span.TraceId.ToHexString(), text[3..]);
        text[35] = (byte)'-';
        System.Text.Encoding.ASCII.GetBytes(span.SpanId.ToHexString(), text[36..]);
        "-0"u8.CopyTo(text[52..]);
        text[54] = (byte)(span.Recorded ? '1' : '0');
    }

    // OpenCensus BinaryEncoding: version 0, then trace id, span id and options, each after its field number.
    private static void WriteBinary(ActivityContext context, Span<byte> binary)
    {
        binary.Clear();
        context.TraceId.CopyTo(binary.Slice(2, 16));
        binary[18] = 1;
        context.SpanId.CopyTo(binary.Slice(19, 8));
        binary[27] = 2;
        binary[28] = (byte)context.TraceFlags;
    }
}
