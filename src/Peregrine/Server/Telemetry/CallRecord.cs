using System.Diagnostics;
using Peregrine.Calls;

namespace Peregrine.Server.Telemetry;

/// <summary>What telemetry notes of one call, within the call's own object. Empty while nobody listens. A mutable struct, never copied.</summary>
/// <remarks>Requests are noted by the transport's thread, responses by one writer at a time, the end by whoever decided it.</remarks>
internal struct CallRecord
{
    private readonly MethodLabels? _labels;
    private readonly Activity? _activity;
    private readonly long _started;
    private long _received;
    private int _messagesReceived;
    private int _messagesSent;

    public CallRecord(MethodLabels labels, long started, Activity? activity)
    {
        _labels = labels;
        _started = started;
        _activity = activity;
    }

    /// <summary>The method's labels; null while nobody listens.</summary>
    public readonly MethodLabels? Labels => _labels;

    public readonly long Started => _started;

    public readonly Activity? Activity => _activity;

    /// <summary>Bytes of request messages as they were on the wire, without their prefixes.</summary>
    public readonly long BytesReceived => _received;

    /// <summary>A request message arrived.</summary>
    public void Received(int bytes, int compressedBytes)
    {
        _received += compressedBytes;
        if (_activity is not null)
            GrpcTelemetry.NoteMessage(_activity, "Inbound message", _messagesReceived++, bytes, compressedBytes);
    }

    /// <summary>A response message went out.</summary>
    public void Sent(int bytes, int compressedBytes)
    {
        if (_activity is not null)
            GrpcTelemetry.NoteMessage(_activity, "Outbound message", _messagesSent++, bytes, compressedBytes);
    }
}
