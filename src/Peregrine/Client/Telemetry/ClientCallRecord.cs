using System.Diagnostics;
using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>What telemetry notes of one call made. Exists only while somebody listens, or for a trace that is handed on. Guarded by itself.</summary>
internal sealed class ClientCallRecord(string method, ChannelContext channel, Activity? span, Activity? parent)
{
    private readonly long _started = channel.Time.GetTimestamp();
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private AttemptRecord? _attempt;
    private long _pausedSince;
    private bool _isOver;

    public int Retries { get; private set; }

    public int TransparentRetries { get; private set; }

    /// <summary>The time without an attempt under way, from the first attempt's end on.</summary>
    public TimeSpan RetryDelay { get; private set; }

    public TagList Tags()
    {
        TagList tags = default;
        tags.Add("grpc.method", method);
        tags.Add("grpc.target", channel.Target);
        return tags;
    }

    public TagList Tags(in Status status)
    {
        TagList tags = Tags();
        tags.Add("grpc.status", GrpcTelemetry.StatusName(status.StatusCode));
        return tags;
    }

    /// <summary>An attempt is about to be made on <paramref name="stream"/>: gives the headers that it is sent with.</summary>
    public Metadata? BeginAttempt(TransportCallStream stream, int previousAttempts, bool isTransparent, Metadata? headers)
    {
        Activity? attemptSpan = span is null ? null : ClientTelemetry.StartSpan("Attempt.", method, ActivityKind.Client, span.Context);
        attemptSpan?.SetTag("previous-rpc-attempts", previousAttempts);
        attemptSpan?.SetTag("transparent-retry", isTransparent);
        lock (_gate)
            _attempt = new AttemptRecord(channel.Time.GetTimestamp(), stream, attemptSpan, isTransparent);
        return Inject(headers, attemptSpan ?? span ?? parent);
    }

    /// <summary>The attempt is on its way.</summary>
    public void OnAttemptStarted()
    {
        lock (_gate)
        {
            if (_pausedSince != 0)
            {
                RetryDelay += channel.Time.GetElapsedTime(_pausedSince);
                if (_attempt is { IsTransparent: true })
                    TransparentRetries++;
                else
                    Retries++;
            }
            _pausedSince = 0;
        }
        ClientTelemetry.AttemptStarted(this);
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
                _pausedSince = channel.Time.GetTimestamp();
        }
        if (attempt is null)
            return;
        ClientTelemetry.StopSpan(attempt.Span, status);
        ClientTelemetry.AttemptEnded(this, status, channel.Time.GetElapsedTime(attempt.Started), attempt.Stream.SentBytes, attempt.ReceivedBytes);
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
        ClientTelemetry.StopSpan(span, status);
        ClientTelemetry.CallEnded(this, status, channel.Time.GetElapsedTime(_started));
    }

    // W3C trace context, and grpc-trace-bin for peers of gRPC's older habit.
    private static Metadata? Inject(Metadata? headers, Activity? activity)
    {
        if (activity is not { IdFormat: ActivityIdFormat.W3C, Id: { } id })
            return headers;
        Metadata injected = [];
        foreach (Metadata.Entry entry in headers ?? Metadata.Empty)
        {
            if (entry.Key is not ("traceparent" or "tracestate" or "grpc-trace-bin"))
                injected.Add(entry);
        }
        injected.Add("traceparent", id);
        if (!string.IsNullOrEmpty(activity.TraceStateString))
            injected.Add("tracestate", activity.TraceStateString);
        injected.Add("grpc-trace-bin", GrpcTelemetry.WriteBinaryParent(activity.Context));
        return injected;
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

        public void NoteOutbound(int bytes) => Note("Outbound message", _outbound++, bytes, null);

        public void NoteInbound(int bytes, int wireBytes)
        {
            int compressed = wireBytes - CallStream.Headroom;
            ReceivedBytes += compressed;
            Note("Inbound message", _inbound++, bytes, compressed == bytes ? null : compressed);
        }

        // gRFC A72: one event a message, with its number and sizes.
        private void Note(string name, int number, int bytes, int? compressed)
        {
            if (span is not { IsAllDataRequested: true })
                return;
            var tags = new ActivityTagsCollection { ["sequence-number"] = number, ["message-size"] = bytes };
            if (compressed is { } size)
                tags["message-size-compressed"] = size;
            span.AddEvent(new ActivityEvent(name, tags: tags));
        }
    }
}
