namespace Peregrine.Client;

/// <summary>What one call was asked for, after the channel's, the method's and the server call's words on it were taken in. Immutable.</summary>
internal readonly struct CallSettings
{
    public required MethodPlan Method { get; init; }

    /// <summary>In UTC; null for none.</summary>
    public DateTime? Deadline { get; init; }

    public CancellationToken Cancellation { get; init; }

    /// <summary>A second token that ends the call: the server call's that this call is made for.</summary>
    public CancellationToken ParentCancellation { get; init; }

    public Metadata? Headers { get; init; }

    /// <summary>The authority of this call; null for the channel's.</summary>
    public string? Authority { get; init; }

    public bool WaitForReady { get; init; }

    public CallCredentials? Credentials { get; init; }

    public WriteFlags WriteFlags { get; init; }

    /// <summary>What telemetry notes of the call; null while nobody listens.</summary>
    public ClientCallRecord? Record { get; init; }

    public ChannelContext Channel => Method.Channel;

    /// <summary>The head of an attempt that starts now: the timeout is what is left (rule 18).</summary>
    public CallHead ToHead(Metadata? headers) => new()
    {
        Path = Method.Path,
        Authority = Authority,
        Headers = headers,
        Timeout = Deadline is { } deadline ? deadline - Channel.UtcNow : null,
        Encoding = Method.Encoding,
    };
}
