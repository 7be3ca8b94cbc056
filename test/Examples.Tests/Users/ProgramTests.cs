using Examples.Tests.Postgres;
using Examples.Tests.Programs;

namespace Examples.Tests.Users;

/// <summary>The programs as a newcomer runs them.</summary>
public sealed class ProgramTests
{
    [Fact]
    public async Task Server_and_client_do_their_tour_and_Ctrl_C_stops_the_server_well()
    {
        await using ExampleProcess server = Server("--database", ":memory:");
        string address = await AddressAsync(server);
        string told = await TourAsync("--address", address, "--log");
        Assert.Contains("GetUser after that: NotFound: User not found", told);
        Assert.Contains("BidirectionalStream: the quick question is answered with User 1\nBidirectionalStream: the slow question", told);
        Assert.Contains("community.Chat: Ann says: Is anybody here?\ncommunity.Chat: left", told);
        server.Interrupt();
        Assert.Equal(0, await server.ExitCodeAsync());
        Assert.EndsWith("The user server has stopped.\n", server.Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calls_under_way_end_before_the_server_does()
    {
        await using ExampleProcess server = Server("--database", ":memory:");
        await using Peregrine.GrpcChannel channel = Peregrine.GrpcChannel.ForAddress(await AddressAsync(server));
        using var call = new global::Users.V1.UserService.UserServiceClient(channel).BidirectionalStream();
        var question = new global::Users.V1.UserQuestion { UserId = "1", Patience = Peregrine.Protobuf.WellKnownTypes.Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) };
        await call.RequestStream.WriteAsync(question);
        await call.RequestStream.CompleteAsync();
        await server.WaitForLineAsync("BidirectionalStream started");
        server.Interrupt();
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal("User 1", call.ResponseStream.Current.User?.Name);
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(0, await server.ExitCodeAsync());
    }

    [Fact]
    public async Task With_TLS_and_tokens_the_token_program_opens_the_door()
    {
        string folder = Directory.CreateTempSubdirectory("peregrine-users-").FullName;
        try
        {
            await using ExampleProcess server = Server("--database", ":memory:", "--mtls", "--auth", "--secrets", folder);
            string address = await AddressAsync(server);
            await using ExampleProcess issue = ExampleProcess.Start("users/server", "Users.Server", "token", "--name", "me", "--role", "admin", "--secrets", folder);
            Assert.Equal(0, await issue.ExitCodeAsync());
            string[] identity = ["--ca", Path.Combine(folder, "ca.pem"), "--cert", Path.Combine(folder, "client.pem"), "--key", Path.Combine(folder, "client.key")];
            await TourAsync(["--address", address, .. identity, "--token", issue.Output.Trim()]);

            await using ExampleProcess stranger = ExampleProcess.Start("users/client", "Users.Client", ["--address", address, .. identity]);
            Assert.Equal(1, await stranger.ExitCodeAsync());
            Assert.StartsWith("Unauthenticated: a token is needed", stranger.Error, StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [PostgresFact]
    public async Task The_same_tour_on_PostgreSQL()
    {
        await using ExampleProcess server = Server("--database", await (await PostgresServer.SharedAsync()).CreateDatabaseAsync());
        Assert.Contains("CreateUserStream: 2 created", await TourAsync("--address", await AddressAsync(server)));
    }

    [Theory]
    [InlineData("--nonsense", "'--nonsense' is not understood")]
    [InlineData("--port", "'--port' is not understood")]
    public async Task A_command_line_that_makes_no_sense_is_told_so(string argument, string message)
    {
        await using ExampleProcess server = ExampleProcess.Start("users/server", "Users.Server", argument);
        Assert.Equal(1, await server.ExitCodeAsync());
        Assert.Contains(message, server.Error);
    }

    private static ExampleProcess Server(params string[] arguments) => ExampleProcess.Start("users/server", "Users.Server", ["--port", "0", .. arguments]);

    private static async Task<string> AddressAsync(ExampleProcess server) =>
        (await server.WaitForLineAsync(@"listens on (https?://127\.0\.0\.1:\d+)\.")).Groups[1].Value.Replace("127.0.0.1", "localhost", StringComparison.Ordinal);

    private static async Task<string> TourAsync(params string[] arguments)
    {
        await using ExampleProcess client = ExampleProcess.Start("users/client", "Users.Client", arguments);
        int end = await client.ExitCodeAsync();
        Assert.True(end == 0, client.Output + client.Error);
        return client.Output;
    }
}
