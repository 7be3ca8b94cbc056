using System.Diagnostics;
using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>What telemetry notes of one call made. Exists only while somebody listens, or for a trace that is handed on. Guarded by itself.</summary>
internal sealed class ClientCallRecord
{
    private readonly MethodPlan _method;
    private readonly long _made;
    private readonly Activity? _span;
    private readonly Activity? _parent;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private AttemptRecord? _attempt;
    private long _pausedSince;
    private int _retries;
    private int _transparentRetries;
    private TimeSpan _retryDelay;
    private bool _isOver;

    /// <param name="call">The call.</param>
    /// <param name="isPaused">Whether an attempt has been made, and noted, without this object.</param>
    public ClientCallRecord(in CallSettings call, bool isPaused = false)
    {
        _method = call.Method;
        _made = call.Made;
        _span = call.Span;
        _parent = call.ParentSpan;
        _pausedSince = isPaused ? Now : 0;
    }

    private long Now => _method.Channel.Time.GetTimestamp();

    /// <summary>An attempt is about to be made on <paramref name="stream"/>: gives the span that the server is told of.</summary>
    public Activity? BeginAttempt(TransportCallStream stream, int previousAttempts, bool isTransparent)
    {
        Activity? span = _span is { } call ? ClientTelemetry.StartAttempt(_method.Labels, call, previousAttempts, isTransparent) : null;
        lock (_gate)
            _attempt = new AttemptRecord(Now, stream, span, isTransparent);
        return span ?? _span ?? _parent;
    }

    /// <summary>The attempt is on its way.</summary>
    public void OnAttemptStarted()
    {
        lock (_gate)
        {
            if (_pausedSince != 0)
            {
                _retryDelay += _method.Channel.Time.GetElapsedTime(_pausedSince);
                if (_attempt is { IsTransparent: true })
                    _transparentRetries++;
                else
                    _retries++;
            }
            _pausedSince = 0;
        }
        ClientTelemetry.AttemptStarted(_method.Labels);
    }

    /// <summary>The connection did not take the attempt: it leaves no trace.</summary>
    public void DropAttempt()
    {
        lock (_gate)
            _attempt = null;
    }

    public void OnOutbound(int bytes)
    {
        lock (_gate)
            _attempt?.NoteOutbound(bytes);
    }

    public void OnInbound(int bytes, int wireBytes)
    {
        lock (_gate)
            _attempt?.NoteInbound(bytes, wireBytes);
    }

    public void EndAttempt(in Status status)
    {
        AttemptRecord? attempt;
        lock (_gate)
        {
            attempt = _attempt;
            _attempt = null;
            if (attempt is not null)
                _pausedSince = Now;
        }
        if (attempt is null)
            return;
        GrpcTelemetry.Stop(attempt.Span, status);
        ClientTelemetry.AttemptEnded(
            _method.Labels, status, _method.Channel.Time.GetElapsedTime(attempt.Started), attempt.Stream.SentBytes, attempt.ReceivedBytes);
    }

    /// <summary>The call is over, with whatever attempt was under way.</summary>
    public void End(in Status status)
    {
        EndAttempt(status);
        lock (_gate)
        {
            if (_isOver)
                return;
            _isOver = true;
        }
        GrpcTelemetry.Stop(_span, status);
        ClientTelemetry.CallEnded(_method.Labels, status, _method.Channel.Time.GetElapsedTime(_made));
        ClientTelemetry.Retried(_method.Labels, _retries, _transparentRetries, _retryDelay);
    }

    /// <summary>One attempt. Guarded by its call's record.</summary>
    private sealed class AttemptRecord(long started, TransportCallStream stream, Activity? span, bool isTransparent)
    {
        private int _outbound;
        private int _inbound;

        public long Started => started;

        public TransportCallStream Stream => stream;

        public Activity? Span => span;

        public bool IsTransparent => isTransparent;

        public long ReceivedBytes { get; private set; }

        public void NoteOutbound(int bytes)
        {
            if (span is not null)
                GrpcTelemetry.NoteMessage(span, "Outbound message", _outbound++, bytes, bytes);
        }

        public void NoteInbound(int bytes, int wireBytes)
        {
            int compressed = wireBytes - CallStream.Headroom;
            ReceivedBytes += compressed;
            if (span is not null)
                GrpcTelemetry.NoteMessage(span, "Inbound message", _inbound++, bytes, compressed);
        }
    }
}
