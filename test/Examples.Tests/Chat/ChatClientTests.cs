using Examples.Tests.Programs;
using Peregrine.Testing;

namespace Examples.Tests.Chat;

/// <summary>The terminal client with pipes for a terminal.</summary>
public sealed class ChatClientTests
{
    [Fact]
    public async Task Three_terminals_talk_and_what_is_piped_in_is_said_before_the_program_ends()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        await using ExampleProcess ada = server.StartClient("Ada");
        await ada.WaitForLineAsync(@"^\* you are in with nobody else yet");
        await using ExampleProcess bob = server.StartClient("Bob");
        await ada.WaitForLineAsync(@"^\* Bob came");
        await ada.Input.WriteLineAsync("hello [Bob]");
        await bob.WaitForLineAsync(@"^Ada: hello \[Bob\]$");
        await ada.WaitForLineAsync(@"^Ada: hello \[Bob\]$");
        await bob.Input.WriteLineAsync("/who");
        await bob.WaitForLineAsync(@"^\* here: Ada, Bob$");
        await bob.Input.WriteLineAsync("/rooms");
        await bob.WaitForLineAsync(@"^\* rooms: lobby \(2\)$");

        await using ExampleProcess cyd = server.StartClient("Cyd");
        for (int i = 0; i < 20; i++)
            await cyd.Input.WriteLineAsync($"line {i}");
        cyd.Input.Close();

        Assert.Equal(0, await cyd.ExitCodeAsync());
        await ada.WaitForLineAsync(@"^\* Cyd went \(left\)");
        foreach (ExampleProcess heard in new[] { ada, cyd })
            Assert.Equal(Enumerable.Range(0, 20).Select(i => $"Cyd: line {i}"), heard.Output.Split('\n').Where(line => line.StartsWith("Cyd: ", StringComparison.Ordinal)));
        Assert.Contains("Ada: hello [Bob]", cyd.Output, StringComparison.Ordinal);

        bob.Interrupt();
        Assert.Equal(0, await bob.ExitCodeAsync());
        await ada.WaitForLineAsync(@"^\* Bob went");
        await ada.Input.WriteLineAsync("/quit");
        Assert.Equal(0, await ada.ExitCodeAsync());
    }

    [Fact]
    public async Task A_client_waits_for_a_server_that_comes_later_and_says_then_what_it_was_told()
    {
        string url = $"http://127.0.0.1:{ReservedPort.Take()}";
        await using ExampleProcess ada = ExampleProcess.Start("chat/client", "chat", "--server", url, "--name", "Ada");
        await ada.WaitForLineAsync(@"^\* not connected");
        await ada.Input.WriteLineAsync("into the dark");
        await using ChatServerProcess server = await ChatServerProcess.StartAsync("--url", url);

        await ada.WaitForLineAsync("^Ada: into the dark$");
        ada.Input.Close();
        Assert.Equal(0, await ada.ExitCodeAsync());
    }

    [Fact]
    public async Task A_name_that_the_server_does_not_take_ends_the_program_with_the_reason()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        await using ExampleProcess nobody = server.StartClient(" ");

        Assert.Equal(1, await nobody.ExitCodeAsync());
        Assert.Contains("a name has 1 to 40 characters", nobody.Output, StringComparison.Ordinal);
    }
}
