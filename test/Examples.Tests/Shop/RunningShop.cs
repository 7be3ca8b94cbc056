using Examples.Tests.Programs;

namespace Examples.Tests.Shop;

/// <summary>The shop as <c>dotnet run --project examples/shop</c> starts it, on ports and databases of its own.</summary>
public sealed class RunningShop : IAsyncLifetime
{
    private readonly string _folder = Directory.CreateTempSubdirectory("peregrine-shop-").FullName;

    internal ShopPorts Ports { get; } = new();

    internal ExampleProcess Launcher { get; private set; } = null!;

    internal ShopClient Client { get; private set; } = null!;

    public async Task InitializeAsync()
    {
        Launcher = ExampleProcess.Start("shop", "shop", Switches);
        Client = new ShopClient(Ports.GatewayUrl);
        await Launcher.WaitForLineAsync("^Ready: ");
        await Client.GetWholeAsync("/api/users/1");
    }

    internal string[] Switches =>
    [
        "--gateway", Ports.GatewayUrl, "--users", Ports.UsersUrl, "--orders", Ports.OrdersUrl, "--restart-after", "1", "--deadline-ms", "60000",
        "--users-database", Path.Combine(_folder, "users.db"), "--orders-database", Path.Combine(_folder, "orders.db"),
    ];

    public async Task DisposeAsync()
    {
        Client.Dispose();
        await Launcher.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
