using System.Net;

namespace Peregrine.Http2;

/// <summary>An accepted connection that never became an HTTP/2 connection: who it was and what it spoke instead.</summary>
/// <param name="LocalEndPoint">The address it came in on.</param>
/// <param name="RemoteEndPoint">Who connected, when the operating system tells.</param>
/// <param name="Error">What was wrong with it.</param>
public sealed record HandshakeFailure(EndPoint? LocalEndPoint, EndPoint? RemoteEndPoint, TransportError Error);
