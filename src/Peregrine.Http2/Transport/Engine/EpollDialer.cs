using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

internal static class EpollDialer
{
    public static bool Serves(TransportEngine engine) => false;

    public static ValueTask<Socket> ConnectAsync(EndPoint address, bool noDelay, CancellationToken cancellationToken) => throw new NotSupportedException();
}
