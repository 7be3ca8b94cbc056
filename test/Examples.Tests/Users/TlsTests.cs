using Peregrine;
using Users.V1;

namespace Examples.Tests.Users;

public sealed class TlsTests
{
    [Fact]
    public async Task Over_TLS_the_server_is_who_it_says()
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--tls");
        Assert.StartsWith("https://", users.Server.Urls[0], StringComparison.Ordinal);
        Assert.Equal("User 1", (await users.Client.GetUserAsync(new GetUserRequest { Id = "1" })).Name);

        // Who does not trust its authority does not talk to it.
        await using GrpcChannel stranger = GrpcChannel.ForAddress(users.Server.Urls[0]);
        RpcResult<User> result = await new UserService.UserServiceClient(stranger).GetUserAsync(new GetUserRequest { Id = "1" }).AsResult();
        Assert.Equal(StatusCode.Unavailable, result.Status.StatusCode);
    }

    [Theory]
    [InlineData("client", StatusCode.OK)]
    [InlineData("server", StatusCode.Unavailable)]
    [InlineData(null, StatusCode.Unavailable)]
    public async Task With_mutual_TLS_the_client_is_too(string? certificate, StatusCode expected)
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--mtls");
        await using GrpcChannel channel = users.NewChannel(certificate);
        RpcResult<User> result = await new UserService.UserServiceClient(channel).GetUserAsync(new GetUserRequest { Id = "1" }).AsResult();
        Assert.True(expected == result.Status.StatusCode, result.Status.ToString());
    }
}
