using System.CommandLine;
using Chat;
using Chat.Client;
using Chat.V1;
using Peregrine;

var server = new Option<string>("--server") { Description = "The chat server", DefaultValueFactory = _ => "http://localhost:50060" };
var room = new Option<string>("--room") { Description = "The room to join", DefaultValueFactory = _ => "lobby" };
var name = new Option<string>("--name") { Description = "What the others call you", DefaultValueFactory = _ => Environment.UserName };
var history = new Option<int>("--history") { Description = "Earlier messages to show", DefaultValueFactory = _ => 20 };
var plain = new Option<bool>("--plain") { Description = "Lines in, lines out, without colours and keys; so it is anyway when input or output is no terminal" };
var command = new RootCommand("Chat in a room") { server, room, name, history, plain };
command.SetAction(async (arguments, cancellationToken) =>
{
    await using GrpcChannel channel = GrpcChannel.ForAddress(arguments.GetValue(server)!, new GrpcChannelOptions { MaxReconnectBackoff = TimeSpan.FromSeconds(5) });
    var client = new ChatService.ChatServiceClient(channel);
    using var session = new ChatSession(client, arguments.GetValue(room)!, arguments.GetValue(name)!, arguments.GetValue(history));
    bool isTerminal = !Console.IsInputRedirected && !Console.IsOutputRedirected && !arguments.GetValue(plain);
    using Screen screen = isTerminal ? new TerminalScreen(arguments.GetValue(room)!) : new LineScreen();
    var conversation = new Conversation(session, client, screen);
    return await conversation.RunAsync(cancellationToken);
});
return await command.Parse(args).InvokeAsync();
