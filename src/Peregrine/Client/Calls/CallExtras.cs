namespace Peregrine.Client;

/// <summary>What few calls have, so that the others do not carry it about. Immutable.</summary>
internal sealed record CallExtras
{
    /// <summary>The authority of this call; null for the channel's.</summary>
    public string? Authority { get; init; }

    public CallCredentials? Credentials { get; init; }

    /// <summary>What telemetry notes of a call that goes through the channel; null while nobody listens.</summary>
    public ClientCallRecord? Record { get; init; }
}
