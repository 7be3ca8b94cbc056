using System.Diagnostics;

namespace Peregrine.Client;

/// <summary>
/// What one call was asked for, after the channel's, the method's and the server call's words on it were taken in. Written once, where it lies: a unary call's is
/// made within the call's own object, because a copy of as many words waits for each of them.
/// </summary>
internal struct CallSettings
{
    // The default for none: a nullable would be twice as long.
    private DateTime _deadline;

    public MethodPlan Method { get; set; }

    /// <summary>In UTC; null for none.</summary>
    public DateTime? Deadline
    {
        readonly get => _deadline == default ? null : _deadline;
        set => _deadline = value is { } given && given == default ? DateTime.UnixEpoch : value ?? default;
    }

    /// <summary>The time left until <see cref="Deadline"/> when the call was made: read once, because a call on the quick way is sent at once.</summary>
    public TimeSpan Left { get; set; }

    /// <summary>The timestamp of the call's start; 0 when neither a deadline nor telemetry asked for it.</summary>
    public long Made { get; set; }

    public CancellationToken Cancellation { get; set; }

    public Metadata? Headers { get; set; }

    public WriteFlags WriteFlags { get; set; }

    public bool WaitForReady { get; set; }

    /// <summary>Whether telemetry notes anything of the call.</summary>
    public bool IsNoted { get; set; }

    /// <summary>What else was asked for; null when nothing was.</summary>
    public CallExtras? Extras { get; set; }

    /// <inheritdoc cref="CallExtras.Authority"/>
    public readonly string? Authority => Extras?.Authority;

    public readonly CallCredentials? Credentials => Extras?.Credentials;

    /// <inheritdoc cref="CallExtras.ParentCancellation"/>
    public readonly CancellationToken ParentCancellation => Extras?.ParentCancellation ?? default;

    /// <inheritdoc cref="CallExtras.Span"/>
    public readonly Activity? Span => Extras?.Span;

    /// <inheritdoc cref="CallExtras.ParentSpan"/>
    public readonly Activity? ParentSpan => Extras?.ParentSpan;

    /// <inheritdoc cref="CallExtras.Record"/>
    public readonly ClientCallRecord? Record => Extras?.Record;

    public readonly ChannelContext Channel => Method.Channel;

    /// <summary>The head of an attempt that starts now: the timeout is what is left (rule 18).</summary>
    public readonly CallHead ToHead(Metadata? headers, Activity? trace) => ToHead(headers, Deadline is { } deadline ? deadline - Channel.UtcNow : null, trace);

    /// <summary>The head of the first attempt of a call that is sent as soon as it is made.</summary>
    public readonly CallHead ToFirstHead(Activity? trace) => ToHead(Headers, _deadline == default ? null : Left, trace);

    /// <summary>The settings of a call that goes through the channel.</summary>
    public readonly CallSettings WithRecord() => IsNoted ? WithRecord(new ClientCallRecord(this)) : this;

    /// <summary>The same with the call's notes there.</summary>
    public readonly CallSettings WithRecord(ClientCallRecord? record) => this with { Extras = (Extras ?? new CallExtras()) with { Record = record } };

    private readonly CallHead ToHead(Metadata? headers, TimeSpan? timeout, Activity? trace) => new()
    {
        Path = Method.Path,
        Authority = Authority,
        Headers = headers,
        Timeout = timeout,
        Encoding = Method.Encoding,
        Trace = trace,
    };
}
