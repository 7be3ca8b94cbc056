using System.Diagnostics;

namespace Peregrine.Client;

/// <summary>What few calls have, so that the others do not carry it about. Immutable.</summary>
internal sealed record CallExtras
{
    /// <summary>The authority of this call; null for the channel's.</summary>
    public string? Authority { get; init; }

    public CallCredentials? Credentials { get; init; }

    /// <summary>A second token that ends the call: the server call's that this call is made for.</summary>
    public CancellationToken ParentCancellation { get; init; }

    /// <summary>The call's own span; null when nobody wants it.</summary>
    public Activity? Span { get; init; }

    /// <summary>The span that the call was made within; null for none.</summary>
    public Activity? ParentSpan { get; init; }

    /// <summary>What telemetry notes of a call that goes through the channel; null while nobody listens.</summary>
    public ClientCallRecord? Record { get; init; }
}
