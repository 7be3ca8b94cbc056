using System.Diagnostics;
using Examples.Tests.Programs;

namespace Examples.Tests.Users;

/// <summary>Clients in other languages against the server: over plaintext, and over mutual TLS with tokens.</summary>
public sealed class UserPeerTests
{
    private static readonly string s_programs = Path.Combine(Repository.Root, "examples", "users");

    private static readonly string[] s_parts = ["ok unary", "ok server stream", "ok client stream", "ok duplex stream", "ok deadline", "ok community"];

    [PeerFact("node/node_modules/@grpc/proto-loader/package.json")]
    public async Task A_client_in_Node_that_loads_the_contract_at_run_time_is_served()
    {
        var start = new ProcessStartInfo("node", [Path.Combine(s_programs, "node", "client.js")]);
        start.Environment["NODE_PATH"] = Path.Combine(Repository.Peers, "node", "node_modules");
        await IsServed(start, "--");
    }

    [PeerFact("users/go/client")]
    public async Task A_client_in_Go_is_served() => await IsServed(new ProcessStartInfo(Path.Combine(Repository.Peers, "users", "go", "client")), "-");

    [PeerFact("users/python/user_pb2_grpc.py")]
    public async Task A_client_in_Python_is_served() => await IsServed(
        new ProcessStartInfo("/usr/bin/python3", [Path.Combine(s_programs, "python", "client.py"), "--stubs", Path.Combine(Repository.Peers, "users", "python")]), "--");

    private static async Task IsServed(ProcessStartInfo client, string dash)
    {
        string[] basic = [.. client.ArgumentList];
        await using (RunningUsers users = await RunningUsers.StartAsync())
        {
            Add(client, $"{dash}target", $"localhost:{users.Server.Port}");
            await Succeeds(client);
        }

        client.ArgumentList.Clear();
        Add(client, basic);
        await using (RunningUsers users = await RunningUsers.StartAsync("--mtls", "--auth"))
        {
            Add(client, $"{dash}target", $"localhost:{users.Server.Port}", $"{dash}token", users.Token(TimeSpan.FromMinutes(5), "admin"));
            Add(client, $"{dash}ca", users.Secrets.PathOf("ca.pem"), $"{dash}cert", users.Secrets.PathOf("client.pem"), $"{dash}key", users.Secrets.PathOf("client.key"));
            await Succeeds(client);
        }
    }

    private static async Task Succeeds(ProcessStartInfo client)
    {
        string output = await ExampleProcess.RunAsync(client);
        Assert.Equal(s_parts, output.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private static void Add(ProcessStartInfo start, params string[] arguments)
    {
        foreach (string argument in arguments)
            start.ArgumentList.Add(argument);
    }
}
