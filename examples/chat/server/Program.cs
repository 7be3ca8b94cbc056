using System.CommandLine;
using Chat.Server;
using Chat.Server.Logs;
using Peregrine;
using Peregrine.Http2;

var url = new Option<string>("--url") { Description = "Where to listen", DefaultValueFactory = _ => "http://localhost:50060" };
var queue = new Option<int>("--queue") { Description = "Events that may wait for one member; a member for whom more wait is sent away", DefaultValueFactory = _ => 1024 };
var postgres = new Option<string?>("--postgres") { Description = "Connection string: share the rooms with all servers that use the same database" };
var command = new RootCommand("A chat server") { url, queue, postgres };
command.SetAction(async (arguments, cancellationToken) =>
{
    await using ChatLog log = arguments.GetValue(postgres) is { } where ? new PostgresChatLog(where) : new MemoryChatLog(TimeProvider.System);
    var connections = new Connections();
    log.Deliver = connections.Deliver;
    log.Disown = connections.SendAllAway;
    await log.StartAsync();
    await using var server = new GrpcServer(
        new GrpcServerOptions
        {
            // A member whose machine has vanished does not say goodbye: ask now and then whether it is there.
            Http2 = new Http2Options { KeepAliveInterval = TimeSpan.FromSeconds(20), KeepAliveTimeout = TimeSpan.FromSeconds(10) },
        },
        arguments.GetValue(url)!);
    server.Add(new ChatRooms(log, connections, arguments.GetValue(queue))).AddReflection();
    try
    {
        server.Start();
    }
    catch (Http2ListenException failure)
    {
        await Console.Error.WriteLineAsync(failure.Message);
        return 1;
    }
    Console.WriteLine($"listening on {string.Join(", ", server.Urls)}");
    await server.RunAsync(cancellationToken);
    Console.WriteLine("stopped");
    return 0;
});
return await command.Parse(args).InvokeAsync();
