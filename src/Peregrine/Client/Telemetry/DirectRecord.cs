using System.Diagnostics;
using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>
/// What telemetry notes of a call that goes straight onto a connection, within the call's own object: one attempt, which began when the call was made. Says
/// the same as a <see cref="ClientCallRecord"/>, which it becomes when the call does not stay on this way. A mutable struct, never copied.
/// </summary>
internal struct DirectRecord
{
    private const int Nothing = 0;
    private const int Noting = 1;

    private Activity? _attempt;
    private bool _isAttempted;
    private long _received;

    // The end and the change to another way race for it.
    private int _state;

    public void Begin(in CallSettings call)
    {
        _attempt = null;
        _isAttempted = false;
        _received = 0;
        _state = call.IsNoted ? Noting : Nothing;
    }

    /// <summary>An attempt is about to be made: gives the span that the server is told of.</summary>
    public Activity? BeginAttempt(in CallSettings call, int messageBytes)
    {
        if (_state == Nothing)
            return null;
        _isAttempted = true;
        if (call.Span is not { } span)
            return call.ParentSpan;
        _attempt = ClientTelemetry.StartAttempt(call.Method.Labels, span, 0, isTransparent: false);
        if (_attempt is not null)
            GrpcTelemetry.NoteMessage(_attempt, "Outbound message", 0, messageBytes, messageBytes);
        return _attempt ?? span;
    }

    public void OnInbound(int bytes, int wireBytes)
    {
        int compressed = wireBytes - CallStream.Headroom;
        _received += compressed;
        if (_attempt is not null)
            GrpcTelemetry.NoteMessage(_attempt, "Inbound message", 0, bytes, compressed);
    }

    /// <summary>The call is over. False when it is not noted here.</summary>
    public bool End(in CallSettings call, in Status status, TransportCallStream? stream)
    {
        if (!TryTake())
            return false;
        TimeSpan duration = call.Channel.Time.GetElapsedTime(call.Made);
        EndAttempt(call.Method.Labels, status, stream, duration);
        GrpcTelemetry.Stop(call.Span, status);
        ClientTelemetry.CallEnded(call.Method.Labels, status, duration);
        return true;
    }

    /// <summary>The call goes on through the channel, and its notes with it. Null when there are none. <paramref name="refusal"/>: how the attempt ended, if one was made.</summary>
    public ClientCallRecord? GoOn(in CallSettings call, in Status? refusal, TransportCallStream? stream)
    {
        if (!TryTake())
            return null;
        if (refusal is not { } status)
            return new ClientCallRecord(call);
        EndAttempt(call.Method.Labels, status, stream, call.Channel.Time.GetElapsedTime(call.Made));
        return new ClientCallRecord(call, isPaused: true);
    }

    private bool TryTake() => _state != Nothing && Interlocked.Exchange(ref _state, Nothing) == Noting;

    private readonly void EndAttempt(MethodLabels labels, in Status status, TransportCallStream? stream, TimeSpan duration)
    {
        if (!_isAttempted)
            return;
        GrpcTelemetry.Stop(_attempt, status);
        ClientTelemetry.AttemptEnded(labels, status, duration, stream?.SentBytes ?? 0, _received);
    }
}
