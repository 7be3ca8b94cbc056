namespace Peregrine.Http2;

/// <summary>Why a connection ended.</summary>
/// <param name="Error">The protocol error that ended it, ours or the peer's; <c>default</c> after a graceful end or when the transport failed first.</param>
/// <param name="Transport">What the transport reported.</param>
public readonly record struct ConnectionEnd(Http2Error Error, TransportError Transport);
