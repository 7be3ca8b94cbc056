using Peregrine.Testing;

namespace Examples.Tests.Shop;

/// <summary>Where the three services of a test listen.</summary>
internal sealed class ShopPorts
{
    public int Gateway { get; } = ReservedPort.Take();

    public int Users { get; } = ReservedPort.Take();

    public int Orders { get; } = ReservedPort.Take();

    public string GatewayUrl => $"http://127.0.0.1:{Gateway}";

    public string UsersUrl => $"http://127.0.0.1:{Users}";

    public string OrdersUrl => $"http://127.0.0.1:{Orders}";
}
