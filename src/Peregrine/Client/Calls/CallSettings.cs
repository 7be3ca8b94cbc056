using System.Diagnostics;

namespace Peregrine.Client;

/// <summary>What one call was asked for, after the channel's, the method's and the server call's words on it were taken in. Immutable.</summary>
internal readonly struct CallSettings
{
    // The default for none: it is copied with each call, and a nullable would be twice as long.
    private readonly DateTime _deadline;

    public required MethodPlan Method { get; init; }

    /// <summary>In UTC; null for none.</summary>
    public DateTime? Deadline
    {
        get => _deadline == default ? null : _deadline;
        init => _deadline = value is { } given && given == default ? DateTime.UnixEpoch : value ?? default;
    }

    /// <summary>The time left until <see cref="Deadline"/> when the call was made: read once, because a call on the quick way is sent at once.</summary>
    public TimeSpan Left { get; init; }

    /// <summary>The timestamp of the call's start; 0 when neither a deadline nor telemetry asked for it.</summary>
    public long Made { get; init; }

    public CancellationToken Cancellation { get; init; }

    public Metadata? Headers { get; init; }

    public WriteFlags WriteFlags { get; init; }

    public bool WaitForReady { get; init; }

    /// <summary>Whether telemetry notes anything of the call.</summary>
    public bool IsNoted { get; init; }

    /// <summary>What else was asked for; null when nothing was.</summary>
    public CallExtras? Extras { get; init; }

    /// <inheritdoc cref="CallExtras.Authority"/>
    public string? Authority => Extras?.Authority;

    public CallCredentials? Credentials => Extras?.Credentials;

    /// <inheritdoc cref="CallExtras.ParentCancellation"/>
    public CancellationToken ParentCancellation => Extras?.ParentCancellation ?? default;

    /// <inheritdoc cref="CallExtras.Span"/>
    public Activity? Span => Extras?.Span;

    /// <inheritdoc cref="CallExtras.ParentSpan"/>
    public Activity? ParentSpan => Extras?.ParentSpan;

    /// <inheritdoc cref="CallExtras.Record"/>
    public ClientCallRecord? Record => Extras?.Record;

    public ChannelContext Channel => Method.Channel;

    /// <summary>The head of an attempt that starts now: the timeout is what is left (rule 18).</summary>
    public CallHead ToHead(Metadata? headers, Activity? trace) => ToHead(headers, Deadline is { } deadline ? deadline - Channel.UtcNow : null, trace);

    /// <summary>The head of the first attempt of a call that is sent as soon as it is made.</summary>
    public CallHead ToFirstHead(Activity? trace) => ToHead(Headers, _deadline == default ? null : Left, trace);

    /// <summary>The settings of a call that goes through the channel.</summary>
    public CallSettings WithRecord() => IsNoted ? WithRecord(new ClientCallRecord(this)) : this;

    /// <summary>The same with the call's notes there.</summary>
    public CallSettings WithRecord(ClientCallRecord? record) => this with { Extras = (Extras ?? new CallExtras()) with { Record = record } };

    private CallHead ToHead(Metadata? headers, TimeSpan? timeout, Activity? trace) => new()
    {
        Path = Method.Path,
        Authority = Authority,
        Headers = headers,
        Timeout = timeout,
        Encoding = Method.Encoding,
        Trace = trace,
    };
}
