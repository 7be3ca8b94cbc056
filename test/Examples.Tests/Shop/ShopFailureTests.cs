using System.Net;
using Examples.Tests.Postgres;
using Examples.Tests.Programs;
using Npgsql;
using Peregrine;

namespace Examples.Tests.Shop;

/// <summary>What becomes of a request when a service, a database or a caller fails.</summary>
public sealed class ShopFailureTests
{
    [Fact]
    public async Task Without_the_user_service_both_pages_are_503_and_the_gateway_stays_up_and_heals()
    {
        await using var shop = new ShopParts();
        ExampleProcess gateway = await shop.StartGatewayAsync();

        ShopAnswer list = await shop.Client.GetAsync("/api/users");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, list.Status);
        Assert.Equal("""{"error":"the user-service is unavailable","code":"UNAVAILABLE"}""", list.Body);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetAsync("/api/users/1")).Status);
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetAsync("/healthz")).Status);

        await shop.StartOrdersAsync();
        await shop.StartUsersAsync();
        Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users/1")).Orders.Count());
        gateway.Interrupt();
        Assert.Equal(0, await gateway.ExitCodeAsync());
    }

    [Fact]
    public async Task Without_the_order_service_a_user_comes_with_a_warning_instead_of_orders()
    {
        await using var shop = new ShopParts();
        await shop.StartUsersAsync();
        await shop.StartGatewayAsync();

        foreach (string path in new[] { "/api/users/1", "/api/users" })
        {
            ShopAnswer answer = await shop.Client.GetUntilAsync(path, answer => answer.Status == HttpStatusCode.OK);
            Assert.Equal("orders are missing: the order-service is unavailable", answer.Warning);
            Assert.DoesNotContain("pencil", answer.Body, StringComparison.Ordinal);
        }
        await shop.StartOrdersAsync();
        Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users/1")).Orders.Count());
    }

    [Fact]
    public async Task Or_without_the_order_service_it_is_503_where_that_is_asked_for()
    {
        await using var shop = new ShopParts();
        await shop.StartUsersAsync("--without-orders", "fail");
        await shop.StartGatewayAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetUntilAsync("/api/users/1", answer => answer.Status != HttpStatusCode.GatewayTimeout)).Status);
        await shop.StartOrdersAsync();
        Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users/1")).Orders.Count());
    }

    [Fact]
    public async Task An_order_service_that_hangs_is_504_at_the_deadline_of_the_gateway_which_it_gets_to_see()
    {
        await using var shop = new ShopParts();
        await using var orders = new HangingOrders(shop.Ports.OrdersUrl);
        await shop.StartUsersAsync();
        await shop.StartGatewayAsync("--deadline-ms", "1000");

        DateTime asked = DateTime.UtcNow;
        ShopAnswer answer = await shop.Client.GetAsync("/api/users/1");

        Assert.Equal(HttpStatusCode.GatewayTimeout, answer.Status);
        Assert.Equal("DEADLINE_EXCEEDED", (string?)answer.Json!["code"]);
        Assert.InRange((DateTime.UtcNow - asked).TotalMilliseconds, 900, ExampleProcess.Limit.TotalMilliseconds);
        // The first request after the start may have spent its second before it came so far; a later one does come.
        await shop.Client.GetUntilAsync("/api/users/1", _ => !orders.Deadlines.IsEmpty);
        Assert.InRange(orders.Deadlines.First(), asked, DateTime.UtcNow.AddSeconds(1.5));
    }

    [Fact]
    public async Task A_caller_who_goes_away_cancels_the_call_at_the_last_hop()
    {
        await using var shop = new ShopParts();
        await using var orders = new HangingOrders(shop.Ports.OrdersUrl);
        await shop.StartUsersAsync();
        await shop.StartGatewayAsync("--deadline-ms", "600000");
        using var away = new CancellationTokenSource();
        Task<ShopAnswer> request = shop.Client.GetAsync("/api/users/1", cancellationToken: away.Token);
        await orders.Called.WaitAsync(ExampleProcess.Limit);
        Assert.False(orders.Cancelled.IsCompleted);

        await away.CancelAsync();

        await orders.Cancelled.WaitAsync(ExampleProcess.Limit);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => request);
    }

    [PostgresFact]
    public async Task On_PostgreSQL_all_is_the_same_and_an_error_of_SQL_is_500_and_not_a_user_without_orders()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using var shop = new ShopParts();
        await shop.StartOrdersAsync("--database", database);
        await shop.StartUsersAsync("--database", database);
        await shop.StartGatewayAsync();
        Assert.Equal(
            ["10 pencil on 2023-05-01T00:00:00Z", "25 book on 2023-05-02T00:00:00Z", "12 magic stick on 2023-05-03T00:00:00Z"],
            (await shop.Client.GetWholeAsync("/api/users/1")).Orders);
        Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users")).Json!["users"]!.AsArray().Count);

        await using (var connection = new NpgsqlConnection(database))
        {
            await connection.OpenAsync();
            await using var drop = new NpgsqlCommand("DROP TABLE orders", connection);
            await drop.ExecuteNonQueryAsync();
        }
        ShopAnswer answer = await shop.Client.GetAsync("/api/users/1");

        Assert.Equal(HttpStatusCode.InternalServerError, answer.Status);
        Assert.Equal("""{"error":"the database failed","code":"INTERNAL"}""", answer.Body);
    }

    [Fact]
    public async Task A_database_that_is_not_there_lets_the_service_start_and_say_that_it_cannot_serve()
    {
        await using var shop = new ShopParts();
        ExampleProcess users = await shop.StartUsersAsync("--database", "Host=127.0.0.1;Port=1;Username=nobody;Timeout=2");
        await shop.StartGatewayAsync();

        await users.WaitForLineAsync("the database does not answer");
        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await shop.Client.GetAsync("/healthz")).Status);
        Assert.Equal("""{"error":"the database failed","code":"INTERNAL"}""", (await shop.Client.GetAsync("/api/users/1")).Body);
    }

    [Fact]
    public async Task The_old_names_are_there_for_who_asks_for_them()
    {
        await using var shop = new ShopParts();
        await shop.StartOrdersAsync();
        await shop.StartUsersAsync();
        await shop.StartGatewayAsync("--json", "compat");

        string order = """{"id":4,"userId":2,"item":{"id":2,"name":"book"},"orderDate":{"seconds":1683158400,"nanos":0},"amount":15}""";
        string user = $$"""{"id":2,"firstName":"Jovan","lastName":"Jovanovic","email":"jovan.jovanovic@gmail.com","ordersList":[{{order}}]}""";
        Assert.Equal($$"""{"user":{{user}}}""", (await shop.Client.GetWholeAsync("/api/users/2")).Body);
        Assert.Equal(3, (await shop.Client.GetWholeAsync("/api/users")).Json!["usersList"]!.AsArray().Count);
    }

    /// <summary>Stands where the order-service should, and never answers.</summary>
    private sealed class HangingOrders : IAsyncDisposable
    {
        private readonly GrpcServer _server;
        private readonly TaskCompletionSource _called = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly TaskCompletionSource _cancelled = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public HangingOrders(string url)
        {
            _server = new GrpcServer(url);
            _server.AddFallback(async (_, _, context) =>
            {
                Deadlines.Enqueue(context.Deadline);
                using CancellationTokenRegistration registration = context.CancellationToken.Register(() => _cancelled.TrySetResult());
                _called.TrySetResult();
                await Task.Delay(Timeout.Infinite, context.CancellationToken);
            });
            _server.Start();
        }

        public System.Collections.Concurrent.ConcurrentQueue<DateTime> Deadlines { get; } = [];

        public Task Called => _called.Task;

        public Task Cancelled => _cancelled.Task;

        public ValueTask DisposeAsync() => _server.DisposeAsync();
    }
}
