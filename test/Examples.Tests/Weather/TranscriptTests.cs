using Examples.Tests.Programs;

namespace Examples.Tests.Weather;

public sealed class TranscriptTests
{
    [Fact]
    public async Task Server_and_client_say_what_the_recorded_transcript_says_and_end_well()
    {
        string recorded = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "examples", "weather", "transcript.txt"));

        await using ExampleProcess server = ExampleProcess.Start("weather/server", "Weather.Server", "--port", "0", "--fast");
        string address = (await server.WaitForLineAsync(@"listens on (http://127\.0\.0\.1:\d+)\.")).Groups[1].Value;
        await using ExampleProcess client = ExampleProcess.Start("weather/client", "Weather.Client", "--address", address, "--fast");
        int clientEnd = await client.ExitCodeAsync();
        server.Interrupt();
        int serverEnd = await server.ExitCodeAsync();

        string played = $"""
            $ ./run-server
            {server.Output.Replace(address, "http://127.0.0.1:50051", StringComparison.Ordinal).Replace("The weather server has", "^C\nThe weather server has", StringComparison.Ordinal)}
            $ ./run-client
            {client.Output}
            """;
        Assert.Equal(recorded.TrimEnd(), played.TrimEnd());
        Assert.Equal((0, 0), (clientEnd, serverEnd));
        Assert.Equal("", client.Error + server.Error);
    }

    [Fact]
    public async Task A_client_without_its_server_says_so_and_fails()
    {
        await using ExampleProcess client = ExampleProcess.Start("weather/client", "Weather.Client", "--address", "http://127.0.0.1:1", "--fast");
        Assert.Equal(1, await client.ExitCodeAsync());
        Assert.Contains("Is the server running?", client.Error);
    }

    [Fact]
    public async Task A_server_whose_port_is_taken_names_the_address_and_fails()
    {
        await using ExampleProcess first = ExampleProcess.Start("weather/server", "Weather.Server", "--port", "0");
        string port = (await first.WaitForLineAsync(@"listens on http://127\.0\.0\.1:(\d+)\.")).Groups[1].Value;
        await using ExampleProcess second = ExampleProcess.Start("weather/server", "Weather.Server", "--port", port);
        Assert.Equal(1, await second.ExitCodeAsync());
        Assert.Contains($"cannot listen on localhost:{port}", second.Error);
    }
}
