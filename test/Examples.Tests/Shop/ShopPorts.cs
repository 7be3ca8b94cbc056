using System.Net;
using System.Net.Sockets;

namespace Examples.Tests.Shop;

/// <summary>Where the three services of a test listen.</summary>
internal sealed class ShopPorts
{
    public int Gateway { get; } = FreePort();

    public int Users { get; } = FreePort();

    public int Orders { get; } = FreePort();

    public string GatewayUrl => $"http://127.0.0.1:{Gateway}";

    public string UsersUrl => $"http://127.0.0.1:{Users}";

    public string OrdersUrl => $"http://127.0.0.1:{Orders}";

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
