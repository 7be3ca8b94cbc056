namespace Peregrine.Http2;

/// <summary>A protocol error as a value: what ends, with which code, by whom and why. <c>default</c> is "no error".</summary>
/// <param name="Scope">Whether a stream or the connection ends.</param>
/// <param name="Code">The code that goes on the wire, or came from it.</param>
/// <param name="By">Who detected it.</param>
/// <param name="Reason">One sentence for a log or GOAWAY's debug data.</param>
public readonly record struct Http2Error(ErrorScope Scope, ErrorCode Code, Initiator By, string Reason)
{
    /// <summary>Whether this is an error at all.</summary>
    public bool IsError => Scope != ErrorScope.None;

    /// <summary>Whether the whole connection must end.</summary>
    public bool IsConnectionError => Scope == ErrorScope.Connection;

    internal static Http2Error Connection(ErrorCode code, string reason) => new(ErrorScope.Connection, code, Initiator.Local, reason);

    internal static Http2Error Stream(ErrorCode code, string reason) => new(ErrorScope.Stream, code, Initiator.Local, reason);
}
