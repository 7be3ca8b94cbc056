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

    public static async Task<ChatServerProcess> StartAsync(params string[] switches)
    {
        string[] url = switches.Contains("--url") ? [] : ["--url", "http://127.0.0.1:0"];
        ExampleProcess process = ExampleProcess.Start("chat/server", "chat-server", [.. url, .. switches]);
        return new ChatServerProcess(process, (await process.WaitForLineAsync(@"listening on (http://127\.0\.0\.1:\d+)")).Groups[1].Value);
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
}
