using Peregrine.Health;
using Shop;
using Shop.Orders;

var switches = new Switches(
    args,
    ("url", "http://*:50052", "where to listen"),
    ("database", Path.Combine(AppContext.BaseDirectory, "orders.db"), "a SQLite file, or a connection string of PostgreSQL"),
    ("stop-with-input", "no", "yes: stop when standard input ends"));
using var end = new ProgramEnd(withInput: switches["stop-with-input"] == "yes");
var health = new HealthService();
await using Database database = await Database.OpenAsync(switches["database"], OrderStore.Schema, health);
return await ServiceHost.RunAsync(switches["url"], new OrderService(new OrderStore(database)), health, end);
