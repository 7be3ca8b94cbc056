using System.Net;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Bench;

/// <summary>Nothing moves by itself: the loop does it.</summary>
internal sealed class NoTransport : TransportConnection
{
    public override EndPoint? LocalEndPoint => null;

    public override EndPoint? RemoteEndPoint => null;

    public override TlsFacts? Tls => null;

    public override void RequestFlush() { }

    public override void Close() { }

    public override void Abort(TransportError why) => throw new InvalidOperationException(why.Message);
}
