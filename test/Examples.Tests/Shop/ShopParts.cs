using Examples.Tests.Programs;

namespace Examples.Tests.Shop;

/// <summary>A shop whose services a test starts one by one, on ports and databases of their own. All of them end with the test.</summary>
internal sealed class ShopParts : IAsyncDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("peregrine-shop-").FullName;
    private readonly List<ExampleProcess> _processes = [];

    public ShopParts() => Client = new ShopClient(Ports.GatewayUrl);

    public ShopPorts Ports { get; } = new();

    public ShopClient Client { get; }

    public Task<ExampleProcess> StartOrdersAsync(params string[] switches) =>
        StartAsync("order-service", ["--url", Ports.OrdersUrl, "--database", Path.Combine(_folder, "orders.db"), .. switches]);

    public Task<ExampleProcess> StartUsersAsync(params string[] switches) =>
        StartAsync("user-service", ["--url", Ports.UsersUrl, "--orders", Ports.OrdersUrl, "--database", Path.Combine(_folder, "users.db"), .. switches]);

    public Task<ExampleProcess> StartGatewayAsync(params string[] switches) =>
        StartAsync("api-gateway", ["--url", Ports.GatewayUrl, "--users", Ports.UsersUrl, "--deadline-ms", "60000", .. switches]);

    /// <summary>Starts another program in a service's place.</summary>
    public async Task<ExampleProcess> StartAsync(ExampleProcess process)
    {
        _processes.Add(process);
        await process.WaitForLineAsync("listening on ");
        return process;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        foreach (ExampleProcess process in _processes)
            await process.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }

    // Later switches win, so that a test can say it otherwise.
    private Task<ExampleProcess> StartAsync(string name, string[] switches) => StartAsync(ExampleProcess.Start(Path.Combine("shop", name), name, switches));
}
