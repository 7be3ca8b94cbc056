using Shop;
using Shop.Launcher;

// Starts the order-service, the user-service and the gateway, each a process of its own, and stops them on Ctrl-C.
// A service that dies is started again after a while; until then its callers make do without it.
var switches = new Switches(
    args,
    ("gateway", "http://localhost:4000", "where the gateway listens"),
    ("users", "http://127.0.0.1:50051", "where the user-service listens"),
    ("orders", "http://127.0.0.1:50052", "where the order-service listens"),
    ("users-database", "", "a SQLite file, or a connection string of PostgreSQL; otherwise users.db beside the program"),
    ("orders-database", "", "the same for the orders; otherwise orders.db"),
    ("without-orders", "answer", "while the order-service is unavailable: answer, with a warning, or fail"),
    ("json", "canonical", "canonical or compat"),
    ("deadline-ms", "2000", "how long a request may take, over all services"),
    ("restart-after", "5", "seconds until a service that died is started again"),
    ("except", "", "a service that is not to be started, because you run another program in its place"),
    ("stop-with-input", "no", "yes: stop when standard input ends"));
using var end = new ProgramEnd(withInput: switches["stop-with-input"] == "yes");

ServiceProcess[] services =
[
    new("order-service", ["--url", switches["orders"], .. Database("orders-database")]),
    new("user-service", ["--url", switches["users"], "--orders", switches["orders"], "--without-orders", switches["without-orders"], .. Database("users-database")]),
    new("api-gateway", ["--url", switches["gateway"], "--users", switches["users"], "--json", switches["json"], "--deadline-ms", switches["deadline-ms"]]),
];
var family = new ServiceFamily([.. services.Where(service => service.Name != switches["except"])], TimeSpan.FromSeconds(switches.Number("restart-after")));
return await family.RunAsync($"Ready: curl {switches["gateway"]}/api/users/1   (Ctrl-C stops)", end.Token) ? 0 : 1;

string[] Database(string name) => switches[name].Length == 0 ? [] : ["--database", switches[name]];
