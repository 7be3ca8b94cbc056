using System.Net;
using Peregrine.Http2;

namespace Peregrine.Server;

/// <summary>A socket that a server listens on.</summary>
/// <param name="Id">What channelz knows it by.</param>
/// <param name="LocalEndPoint">Its address.</param>
/// <param name="Listener">Who accepts on it; for a name of several addresses, on all of them.</param>
internal sealed record ListenSocket(long Id, EndPoint LocalEndPoint, Http2Listener Listener);
