namespace Peregrine.Http2;

/// <summary>A protocol error as a value: what ends, with which code, by whom and why. <c>default</c> is "no error".</summary>
public readonly record struct Http2Error
{
    // One word, because every step of a frame's way returns one of these and next to none is an error.
    private readonly Facts? _facts;

    /// <summary>An error.</summary>
    /// <param name="scope">Whether a stream or the connection ends.</param>
    /// <param name="code">The code that goes on the wire, or came from it.</param>
    /// <param name="by">Who detected it.</param>
    /// <param name="reason">One sentence for a log or GOAWAY's debug data.</param>
    public Http2Error(ErrorScope scope, ErrorCode code, Initiator by, string reason) => _facts = new Facts(scope, code, by, reason);

    /// <summary>Whether a stream or the connection ends.</summary>
    public ErrorScope Scope => _facts?.Scope ?? ErrorScope.None;

    /// <summary>The code that goes on the wire, or came from it.</summary>
    public ErrorCode Code => _facts?.Code ?? ErrorCode.NoError;

    /// <summary>Who detected it.</summary>
    public Initiator By => _facts?.By ?? Initiator.Local;

    /// <summary>One sentence for a log or GOAWAY's debug data.</summary>
    public string Reason => _facts?.Reason ?? "";

    /// <summary>Whether this is an error at all.</summary>
    public bool IsError => _facts is not null;

    /// <summary>Whether the whole connection must end.</summary>
    public bool IsConnectionError => _facts is { Scope: ErrorScope.Connection };

    internal static Http2Error Connection(ErrorCode code, string reason) => new(ErrorScope.Connection, code, Initiator.Local, reason);

    internal static Http2Error Stream(ErrorCode code, string reason) => new(ErrorScope.Stream, code, Initiator.Local, reason);

    private sealed record Facts(ErrorScope Scope, ErrorCode Code, Initiator By, string Reason);
}
