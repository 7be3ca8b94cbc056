using System.Diagnostics;
using Examples.Tests.Programs;

namespace Examples.Tests.Weather;

public sealed class ForeignServerTests
{
    [PeerFact("weather/python/weather_pb2_grpc.py")]
    public async Task The_tour_succeeds_with_a_server_in_Python()
    {
        string program = Path.Combine(Repository.Root, "test", "Examples.Tests", "Weather", "Peers", "weather_server.py");
        await using ExampleProcess server = ExampleProcess.Start(new ProcessStartInfo("/usr/bin/python3", [program, Path.Combine(Repository.Peers, "weather", "python")]));
        string address = (await server.WaitForLineAsync("listening on (.*)")).Groups[1].Value;
        await using ExampleProcess client = ExampleProcess.Start("weather/client", "Weather.Client", "--address", $"http://{address}", "--fast");
        int end = await client.ExitCodeAsync();
        Assert.True(end == 0, client.Output + client.Error + server.Error);
        Assert.Contains("sensor anomalous-materials: Sensor is offline.", client.Output);
        Assert.EndsWith("That was all.\n", client.Output, StringComparison.Ordinal);
    }
}
