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

    private CallOrigin _origin;
    private Activity? _attempt;
    private bool _isAttempted;
    private long _received;

    // The end and the change to another way race for it.
    private int _state;

    public void Begin(in CallOrigin origin)
    {
        _origin = origin;
        _attempt = null;
        _isAttempted = false;
        _received = 0;
        _state = origin.IsNoted ? Noting : Nothing;
    }

    /// <summary>An attempt is about to be made: gives the span that the server is told of.</summary>
    public Activity? BeginAttempt(MethodPlan method, int messageBytes)
    {
        if (_state == Nothing)
            return null;
        _isAttempted = true;
        if (_origin.Span is not { } span)
            return _origin.Parent;
        _attempt = ClientTelemetry.StartAttempt(method.Labels, span, 0, isTransparent: false);
        if (_attempt is not null)
            GrpcTelemetry.NoteMessage(_attempt, "Outbound message", 0, messageBytes, messageBytes);
        return _attempt ?? span;
    }

    /// <summary>The attempt is on its way.</summary>
    public readonly void OnAttemptStarted(MethodPlan method)
    {
        if (_origin.IsNoted)
            ClientTelemetry.AttemptStarted(method.Labels);
    }

    public void OnInbound(int bytes, int wireBytes)
    {
        if (!_origin.IsNoted)
            return;
        int compressed = wireBytes - CallStream.Headroom;
        _received += compressed;
        if (_attempt is not null)
            GrpcTelemetry.NoteMessage(_attempt, "Inbound message", 0, bytes, compressed);
    }

    /// <summary>The call is over. False when it is not noted here.</summary>
    public bool End(MethodPlan method, in Status status, TransportCallStream? stream)
    {
        if (!TryTake())
            return false;
        TimeSpan duration = method.Channel.Time.GetElapsedTime(_origin.Started);
        EndAttempt(method, status, stream, duration);
        GrpcTelemetry.Stop(_origin.Span, status);
        ClientTelemetry.CallEnded(method.Labels, status, duration);
        return true;
    }

    /// <summary>The call goes on through the channel, and its notes with it. Null when there are none. <paramref name="refusal"/>: how the attempt ended, if one was made.</summary>
    public ClientCallRecord? GoOn(MethodPlan method, in Status? refusal, TransportCallStream? stream)
    {
        if (!TryTake())
            return null;
        if (refusal is not { } status)
            return new ClientCallRecord(method, _origin);
        EndAttempt(method, status, stream, method.Channel.Time.GetElapsedTime(_origin.Started));
        return new ClientCallRecord(method, _origin, isPaused: true);
    }

    private bool TryTake() => _state != Nothing && Interlocked.Exchange(ref _state, Nothing) == Noting;

    private readonly void EndAttempt(MethodPlan method, in Status status, TransportCallStream? stream, TimeSpan duration)
    {
        if (!_isAttempted)
            return;
        GrpcTelemetry.Stop(_attempt, status);
        ClientTelemetry.AttemptEnded(method.Labels, status, duration, stream?.SentBytes ?? 0, _received);
    }
}
