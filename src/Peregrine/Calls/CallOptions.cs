namespace Peregrine;

/// <summary>What a caller says about one call, apart from its request. An immutable value; <c>WithX</c> gives a changed copy.</summary>
public readonly struct CallOptions
{
    /// <summary>Creates options for a call.</summary>
    /// <param name="headers">Metadata sent with the request.</param>
    /// <param name="deadline">When the call fails with DEADLINE_EXCEEDED, in UTC; null for never.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <param name="writeOptions">How request messages are written.</param>
    /// <param name="propagationToken">Ties the call to the server call it is made for.</param>
    /// <param name="credentials">Credentials of this call, beside those of the channel.</param>
    public CallOptions(
        Metadata? headers = null,
        DateTime? deadline = null,
        CancellationToken cancellationToken = default,
        WriteOptions? writeOptions = null,
        ContextPropagationToken? propagationToken = null,
        CallCredentials? credentials = null)
    {
        Headers = headers;
        Deadline = deadline;
        CancellationToken = cancellationToken;
        WriteOptions = writeOptions;
        PropagationToken = propagationToken;
        Credentials = credentials;
    }

    /// <summary>Metadata sent with the request.</summary>
    public Metadata? Headers { get; init; }

    /// <summary>When the call fails with DEADLINE_EXCEEDED, in UTC; null for never.</summary>
    public DateTime? Deadline { get; init; }

    /// <summary>Cancels the call.</summary>
    public CancellationToken CancellationToken { get; init; }

    /// <summary>How request messages are written.</summary>
    public WriteOptions? WriteOptions { get; init; }

    /// <summary>Ties the call to the server call it is made for.</summary>
    public ContextPropagationToken? PropagationToken { get; init; }

    /// <summary>Credentials of this call, beside those of the channel.</summary>
    public CallCredentials? Credentials { get; init; }

    /// <summary>Whether the call waits for a connection rather than fail when there is none; null for the channel's default.</summary>
    public bool? WaitForReady { get; init; }

    /// <summary>Whether the call waits for a connection rather than fail when there is none.</summary>
    public bool IsWaitForReady => WaitForReady ?? false;

    /// <summary>The authority of this call when it is not the channel's.</summary>
    public string? Authority { get; init; }

    /// <summary>A copy with other headers.</summary>
    public CallOptions WithHeaders(Metadata? headers) => this with { Headers = headers };

    /// <summary>A copy with another deadline.</summary>
    public CallOptions WithDeadline(DateTime? deadline) => this with { Deadline = deadline };

    /// <summary>A copy with another token.</summary>
    public CallOptions WithCancellationToken(CancellationToken cancellationToken) => this with { CancellationToken = cancellationToken };

    /// <summary>A copy with other write options.</summary>
    public CallOptions WithWriteOptions(WriteOptions? writeOptions) => this with { WriteOptions = writeOptions };

    /// <summary>A copy tied to a server call.</summary>
    public CallOptions WithPropagationToken(ContextPropagationToken? propagationToken) => this with { PropagationToken = propagationToken };

    /// <summary>A copy with other credentials of its own.</summary>
    public CallOptions WithCredentials(CallCredentials? credentials) => this with { Credentials = credentials };

    /// <summary>A copy that waits for a connection, or does not.</summary>
    public CallOptions WithWaitForReady(bool waitForReady = true) => this with { WaitForReady = waitForReady };

    /// <summary>A copy with an authority of its own.</summary>
    public CallOptions WithAuthority(string? authority) => this with { Authority = authority };
}
