using System.Net;

namespace Peregrine.Server;

/// <summary>A socket that a server listens on.</summary>
/// <param name="Id">What channelz knows it by.</param>
/// <param name="LocalEndPoint">Its address.</param>
internal sealed record ListenSocket(long Id, EndPoint LocalEndPoint);
