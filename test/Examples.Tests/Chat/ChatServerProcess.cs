using System.Diagnostics;
using Chat;
using Chat.V1;
using Examples.Tests.Programs;
using Peregrine;
using Peregrine.Http2;

namespace Examples.Tests.Chat;

/// <summary>A chat server as a process of its own, on a free port.</summary>
internal sealed class ChatServerProcess : IAsyncDisposable
{
    private readonly GrpcChannel _channel;

    private ChatServerProcess(ExampleProcess process, string url)
    {
        Process = process;
        Url = url;
        _channel = GrpcChannel.ForAddress(url);
    }

    public ExampleProcess Process { get; }

    public string Url { get; }

    public ChatService.ChatServiceClient Client => new(_channel);

    public static Task<ChatServerProcess> StartAsync(params string[] switches)
    {
        string[] url = switches.Contains("--url") ? [] : ["--url", "http://127.0.0.1:0"];
        return ListeningAsync(ExampleProcess.Start("chat/server", "chat-server", [.. url, .. switches]));
    }

    /// <summary>The same with a garbage collector that runs each 4 MB, so that the process's memory is what it holds; otherwise that depends on the processor's caches.</summary>
    public static Task<ChatServerProcess> StartFrugalAsync(params string[] switches)
    {
        ProcessStartInfo start = ExampleProcess.Command("chat/server", "chat-server", ["--url", "http://127.0.0.1:0", .. switches]);
        start.Environment["DOTNET_GCgen0size"] = "400000";
        return ListeningAsync(ExampleProcess.Start(start));
    }

    /// <summary>A channel with windows so small that who does not read is soon noticed by the server.</summary>
    public GrpcChannel NarrowChannel() => GrpcChannel.ForAddress(
        Url, new GrpcChannelOptions { Http2 = new Http2Options { InitialStreamWindowBytes = 65_535, MaxStreamWindowBytes = 65_535 } });

    /// <summary>A terminal client, as a process of its own, with pipes for a terminal.</summary>
    public ExampleProcess StartClient(string name, string room = "lobby") =>
        ExampleProcess.Start("chat/client", "chat", "--server", Url, "--name", name, "--room", room);

    /// <summary>A member without a screen.</summary>
    public ChatSession Session(string name, string room = "lobby", int history = 0) => new(Client, room, name, history);

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await Process.DisposeAsync();
    }

    private static async Task<ChatServerProcess> ListeningAsync(ExampleProcess process) =>
        new ChatServerProcess(process, (await process.WaitForLineAsync(@"listening on (http://127\.0\.0\.1:\d+)")).Groups[1].Value);
}
