using System.Diagnostics;
using System.Globalization;
using System.Net;
using Examples.Tests.Programs;

namespace Examples.Tests.Shop;

/// <summary>Each service in turn is a program in the language of the original, on the same ports, and nobody notices.</summary>
public sealed class ShopPeerTests
{
    private static readonly string s_programs = Path.Combine(Repository.Root, "test", "Examples.Tests", "Shop", "Peers");
    private static readonly string s_protos = Path.Combine(Repository.Root, "examples", "shop", "protos");

    [PeerFact("node/node_modules/@grpc/grpc-js/package.json")]
    public async Task The_gateway_may_be_a_Node_program()
    {
        await using var shop = new ShopParts();
        ExampleProcess orders = await shop.StartOrdersAsync();
        ExampleProcess users = await shop.StartUsersAsync();
        var start = new ProcessStartInfo("node", [Path.Combine(s_programs, "gateway.js"), s_protos, Number(shop.Ports.Gateway), $"127.0.0.1:{shop.Ports.Users}"]);
        start.Environment["NODE_PATH"] = Path.Combine(Repository.Peers, "node", "node_modules");
        await shop.StartAsync(ExampleProcess.Start(start));

        ShopAnswer answer = await shop.Client.GetWholeAsync("/api/users/1");
        Assert.Equal(["pencil", "book", "magic stick"], answer.Json!["user"]!["orders"]!.AsArray().Select(order => (string)order!["item"]!["name"]!));
        Assert.Equal(1682899200, (long)answer.Json["user"]!["orders"]![0]!["orderDate"]!["seconds"]!);
        Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users")).Json!["users"]!.AsArray().Count);
        Assert.Equal("""{"error":"User with ID: 99 not found!"}""", (await shop.Client.GetAsync("/api/users/99")).Body);
        Assert.Equal(HttpStatusCode.BadRequest, (await shop.Client.GetAsync("/api/users/abc")).Status);
        users.Kill();
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetUntilAsync("/api/users/1", answer => answer.Status != HttpStatusCode.OK)).Status);
        await orders.WaitForLineAsync("GetOrdersByUserId OK");
    }

    [PeerFact("shop/python/user/v1/user_pb2_grpc.py")]
    public async Task The_user_service_may_be_a_Python_program()
    {
        await using var shop = new ShopParts();
        ExampleProcess orders = await shop.StartOrdersAsync();
        await shop.StartGatewayAsync();
        await shop.StartAsync(ExampleProcess.Start(new ProcessStartInfo(
            "/usr/bin/python3",
            [Path.Combine(s_programs, "user_service.py"), Path.Combine(Repository.Peers, "shop", "python"), Number(shop.Ports.Users), $"127.0.0.1:{shop.Ports.Orders}"])));

        Assert.Equal(
            ["10 pencil on 2023-05-01T00:00:00Z", "25 book on 2023-05-02T00:00:00Z", "12 magic stick on 2023-05-03T00:00:00Z"],
            (await shop.Client.GetWholeAsync("/api/users/1")).Orders);
        Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users")).Json!["users"]!.AsArray().Count);
        Assert.Equal("""{"error":"User with ID: 99 not found!","code":"NOT_FOUND"}""", (await shop.Client.GetAsync("/api/users/99")).Body);
        // The remaining time that Python passed on.
        await orders.WaitForLineAsync(@"GetOrdersByUserId OK .*deadline \d+ ms");
    }

    [PeerFact("shop/java/OrderServer.class")]
    public async Task The_order_service_may_be_a_Java_program()
    {
        await using var shop = new ShopParts();
        await shop.StartUsersAsync();
        await shop.StartGatewayAsync();
        await shop.StartAsync(ExampleProcess.Start(new ProcessStartInfo(
            "java", ["-cp", $"{Path.Combine(Repository.Peers, "shop", "java")}:/usr/share/java/*", "OrderServer", Number(shop.Ports.Orders)])));

        Assert.Equal(
            ["10 pencil on 2023-05-01T00:00:00Z", "25 book on 2023-05-02T00:00:00Z", "12 magic stick on 2023-05-03T00:00:00Z"],
            (await shop.Client.GetWholeAsync("/api/users/1")).Orders);
        Assert.Empty((await shop.Client.GetWholeAsync("/api/users/3")).Orders);
        // The original has no batched call: the list comes without orders, and says so.
        Assert.Equal("orders are missing: the order-service is too old to give them", (await shop.Client.GetAsync("/api/users")).Warning);
    }

    private static string Number(int port) => port.ToString(CultureInfo.InvariantCulture);
}
