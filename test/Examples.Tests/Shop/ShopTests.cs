using System.Globalization;
using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace Examples.Tests.Shop;

/// <summary>What a user of the whole shop sees.</summary>
public sealed class ShopTests(RunningShop shop) : IClassFixture<RunningShop>
{
    private static readonly string[] s_ordersOfOne = ["10 pencil on 2023-05-01T00:00:00Z", "25 book on 2023-05-02T00:00:00Z", "12 magic stick on 2023-05-03T00:00:00Z"];
    private static readonly string[] s_ordersOfTwo = ["15 book on 2023-05-04T00:00:00Z"];

    [Fact]
    public async Task User_1_has_ordered_ten_pencils_25_books_and_12_magic_sticks()
    {
        ShopAnswer answer = await shop.Client.GetWholeAsync("/api/users/1");

        Assert.Equal("Petar Petrovic petar.petrovic@gmail.com", $"{answer.Json!["user"]!["firstName"]} {answer.Json["user"]!["lastName"]} {answer.Json["user"]!["email"]}");
        Assert.Equal(s_ordersOfOne, answer.Orders);
    }

    [Fact]
    public async Task User_2_has_one_order_and_user_3_none()
    {
        Assert.Equal(s_ordersOfTwo, (await shop.Client.GetWholeAsync("/api/users/2")).Orders);
        Assert.Empty((await shop.Client.GetWholeAsync("/api/users/3")).Orders);
    }

    [Fact]
    public async Task All_users_come_with_their_orders_for_one_call_to_the_order_service()
    {
        string trace = NewTrace();
        ShopAnswer answer = await shop.Client.GetAsync("/api/users", $"00-{trace}-b7ad6b7169203331-01");

        JsonArray users = answer.Json!["users"]!.AsArray();
        Assert.Equal(["Petar", "Jovan", "Jovica"], users.Select(user => (string)user!["firstName"]!));
        Assert.Equal(s_ordersOfOne, ShopAnswer.OrdersOf(users[0]!));
        Assert.Equal(s_ordersOfTwo, ShopAnswer.OrdersOf(users[1]!));
        Assert.Empty(ShopAnswer.OrdersOf(users[2]!));
        await shop.Launcher.WaitForLineAsync($"^order-service .*{trace}");
        Assert.Single(LinesOf("order-service", trace), line => line.Contains("GetOrdersByUserIds OK", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_user_that_nobody_is_is_404()
    {
        ShopAnswer answer = await shop.Client.GetAsync("/api/users/99");

        Assert.Equal(HttpStatusCode.NotFound, answer.Status);
        Assert.Equal("""{"error":"User with ID: 99 not found!","code":"NOT_FOUND"}""", answer.Body);
    }

    [Theory]
    [InlineData("abc")]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("2147483648")]
    [InlineData("1e1")]
    public async Task What_cannot_be_an_id_is_400_and_asks_nobody(string id)
    {
        string trace = NewTrace();
        ShopAnswer answer = await shop.Client.GetAsync($"/api/users/{id}", $"00-{trace}-b7ad6b7169203331-01");

        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.Equal("INVALID_ARGUMENT", (string?)answer.Json!["code"]);
        await shop.Launcher.WaitForLineAsync($"api-gateway .*{trace}");
        Assert.Empty(LinesOf("user-service", trace));
    }

    [Fact]
    public async Task One_trace_id_and_a_shrinking_deadline_cross_all_three_hops()
    {
        string trace = NewTrace();
        ShopAnswer answer = await shop.Client.GetAsync("/api/users/1", $"00-{trace}-b7ad6b7169203331-01");
        Assert.Equal(HttpStatusCode.OK, answer.Status);

        // Each of the three prints when it is done, and the launcher as it comes.
        foreach (string service in new[] { "api-gateway", "user-service", "order-service" })
            await shop.Launcher.WaitForLineAsync($"^{service} .*{trace}");
        int users = DeadlineIn(Assert.Single(LinesOf("user-service", trace)));
        int orders = DeadlineIn(Assert.Single(LinesOf("order-service", trace)));
        Assert.InRange(users, 1, 60_000);
        Assert.InRange(orders, 1, users);

        static int DeadlineIn(string line) => int.Parse(Regex.Match(line, @"deadline (\d+) ms").Groups[1].Value, CultureInfo.InvariantCulture);
    }

    [Fact]
    public async Task The_gateway_tells_the_health_of_what_is_behind_it() =>
        Assert.Equal("""{"status":"SERVING"}""", (await shop.Client.GetWholeAsync("/healthz")).Body);

    private IEnumerable<string> LinesOf(string service, string trace) =>
        shop.Launcher.Output.Split('\n').Where(line => line.StartsWith(service, StringComparison.Ordinal) && line.Contains(trace, StringComparison.Ordinal));

    private static string NewTrace() => Guid.NewGuid().ToString("N");
}
