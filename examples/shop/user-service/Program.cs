using Peregrine;
using Peregrine.Health;
using Shop;
using Shop.Users;

var switches = new Switches(
    args,
    ("url", "http://127.0.0.1:50051", "where to listen"),
    ("orders", "http://127.0.0.1:50052", "where the order-service is"),
    ("database", Path.Combine(AppContext.BaseDirectory, "users.db"), "a SQLite file, or a connection string of PostgreSQL"),
    ("without-orders", "answer", "while the order-service is unavailable: answer, with a warning, or fail"),
    ("stop-with-input", "no", "yes: stop when standard input ends"));
WithoutOrders withoutOrders = Enum.Parse<WithoutOrders>(switches["without-orders"], ignoreCase: true);
using var end = new ProgramEnd(withInput: switches["stop-with-input"] == "yes");

// The order-service may come and go: a call fails at once while it is away, and the channel looks for it again every few seconds.
await using GrpcChannel channel = GrpcChannel.ForAddress(switches["orders"], new GrpcChannelOptions
{
    InitialReconnectBackoff = TimeSpan.FromMilliseconds(250),
    MaxReconnectBackoff = TimeSpan.FromSeconds(2),
});
var health = new HealthService();
await using Database database = await Database.OpenAsync(switches["database"], UserStore.Schema, health);
var orders = new OrderLookup(new Shop.Protos.Orders.OrderService.OrderServiceClient(channel), withoutOrders);
return await ServiceHost.RunAsync(switches["url"], new UserService(new UserStore(database), orders), health, end);
