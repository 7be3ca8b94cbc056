using System.Diagnostics;

namespace Peregrine.Client;

/// <summary>What one call was asked for, after the channel's, the method's and the server call's words on it were taken in. Immutable.</summary>
internal readonly struct CallSettings
{
    public required MethodPlan Method { get; init; }

    /// <summary>In UTC; null for none.</summary>
    public DateTime? Deadline { get; init; }

    /// <summary>The time left until <see cref="Deadline"/> when the call was made: read once, because a call on the quick way is sent at once.</summary>
    public TimeSpan Left { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>A second token that ends the call: the server call's that this call is made for.</summary>
    public CancellationToken ParentCancellation { get; init; }

    public Metadata? Headers { get; init; }

    /// <summary>The authority of this call; null for the channel's.</summary>
    public string? Authority { get; init; }

    public bool WaitForReady { get; init; }

    public CallCredentials? Credentials { get; init; }

    public WriteFlags WriteFlags { get; init; }

    /// <summary>What telemetry notes first of the call; empty while nobody listens.</summary>
    public CallOrigin Origin { get; init; }

    /// <summary>What telemetry notes of a call that goes through the channel; null while nobody listens.</summary>
    public ClientCallRecord? Record { get; init; }

    public ChannelContext Channel => Method.Channel;

    /// <summary>The head of an attempt that starts now: the timeout is what is left (rule 18).</summary>
    public CallHead ToHead(Metadata? headers, Activity? trace) => ToHead(headers, Deadline is { } deadline ? deadline - Channel.UtcNow : null, trace);

    /// <summary>The head of the first attempt of a call that is sent as soon as it is made.</summary>
    public CallHead ToFirstHead(Activity? trace) => ToHead(Headers, Deadline is null ? null : Left, trace);

    /// <summary>The settings of a call that goes through the channel.</summary>
    public CallSettings WithRecord() => Origin.IsNoted ? this with { Record = new ClientCallRecord(Method, Origin) } : this;

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
