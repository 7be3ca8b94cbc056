using Peregrine;
using Users.Server.Security;
using Users.V1;

namespace Examples.Tests.Users;

public sealed class AuthTests
{
    [Theory]
    [InlineData("reader", StatusCode.OK, StatusCode.PermissionDenied, StatusCode.PermissionDenied)]
    [InlineData("editor", StatusCode.OK, StatusCode.OK, StatusCode.PermissionDenied)]
    [InlineData("admin", StatusCode.OK, StatusCode.OK, StatusCode.OK)]
    [InlineData("nonsense", StatusCode.PermissionDenied, StatusCode.PermissionDenied, StatusCode.PermissionDenied)]
    public async Task Each_role_may_call_its_methods(string role, StatusCode read, StatusCode create, StatusCode delete)
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--auth");
        var token = new Metadata { { "authorization", $"Bearer {users.Token(TimeSpan.FromMinutes(1), role)}" } };
        Assert.Equal(read, await CodeAsync(users.Client.GetUserAsync(new GetUserRequest { Id = "1" }, token)));
        Assert.Equal(create, await CodeAsync(users.Client.CreateUserAsync(new CreateUserRequest { Name = "Ann", Email = "ann@example.com" }, token)));
        Assert.Equal(delete, await CodeAsync(users.Client.DeleteUserAsync(new DeleteUserRequest { Id = "1" }, token)));
    }

    [Fact]
    public async Task Without_a_good_token_a_call_is_UNAUTHENTICATED_whatever_its_kind()
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--auth");
        string foreign = new AccessTokens(new byte[32]).Issue("ann", ["admin"], TimeSpan.FromMinutes(1));
        string good = users.Token(TimeSpan.FromMinutes(1), "admin");
        string[] bad = ["Bearer nonsense", "Bearer", "Bearer ", good, "Basic YW5uOmFubg==", "Bearer a.b.c", "Bearer e30.e30.e30", "Bearer AAAA.AAAA.AAAA", $"Bearer {foreign}", $"Bearer {users.Token(TimeSpan.FromHours(-1), "admin")}", $"Bearer {Unsigned(good)}"];
        foreach (Metadata? headers in bad.Select(authorization => new Metadata { { "authorization", authorization } }).Prepend(null))
        {
            Assert.Equal(StatusCode.Unauthenticated, await CodeAsync(users.Client.GetUserAsync(new GetUserRequest { Id = "1" }, headers)));
            using var stream = users.Client.StreamUsers(new StreamUsersRequest(), headers);
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => stream.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
            using var upload = users.Client.CreateUserStream(headers);
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => upload.ResponseAsync)).StatusCode);
            using var both = users.Client.BidirectionalStream(headers);
            Assert.Equal(StatusCode.Unauthenticated, (await Assert.ThrowsAsync<RpcException>(() => both.ResponseStream.MoveNext(CancellationToken.None))).StatusCode);
        }
    }

    [Fact]
    public async Task Every_method_of_both_services_has_its_roles()
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--auth");
        string token = users.Token(TimeSpan.FromMinutes(1), "admin");
        await using GrpcChannel channel = users.NewChannel();
        foreach (var service in new[] { UserService.Descriptor, global::Users.Community.UserService.Descriptor })
        {
            foreach (var method in service.Methods)
            {
                var raw = new Method<byte[], byte[]>(MethodType.DuplexStreaming, service.FullName, method.Name, Marshallers.Raw, Marshallers.Raw);
                using var call = channel.CreateCallInvoker().AsyncDuplexStreamingCall(raw, null, new CallOptions([new("authorization", $"Bearer {token}")]));
                await call.RequestStream.WriteAsync([]);
                await call.RequestStream.CompleteAsync();
                try
                {
                    while (await call.ResponseStream.MoveNext(CancellationToken.None))
                        continue;
                }
                catch (RpcException failure)
                {
                    Assert.NotEqual(StatusCode.PermissionDenied, failure.StatusCode);
                    Assert.NotEqual(StatusCode.Unauthenticated, failure.StatusCode);
                }
            }
        }
    }

    [Fact]
    public async Task What_tools_and_balancers_ask_needs_no_token()
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--auth");
        await using GrpcChannel channel = users.NewChannel();
        var answer = await new Peregrine.Health.Health.HealthClient(channel).CheckAsync(new Peregrine.Health.HealthCheckRequest());
        Assert.Equal(Peregrine.Health.HealthCheckResponse.ServingStatus.Serving, answer.Status);
    }

    [Fact]
    public async Task A_token_does_not_go_over_plaintext_unless_it_is_told_to()
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--auth");
        foreach (bool allowed in new[] { false, true })
        {
            string token = users.Token(TimeSpan.FromMinutes(1), "reader");
            CallCredentials credentials = CallCredentials.FromInterceptor((_, metadata) =>
            {
                metadata.Add("authorization", $"Bearer {token}");
                return Task.CompletedTask;
            });
            await using GrpcChannel channel = GrpcChannel.ForAddress(users.Server.Urls[0], new GrpcChannelOptions
            {
                Credentials = ChannelCredentials.Create(ChannelCredentials.Insecure, credentials),
                UnsafeUseInsecureChannelCallCredentials = allowed,
            });
            var client = new UserService.UserServiceClient(channel);
            if (allowed)
                Assert.Equal("User 1", (await client.GetUserAsync(new GetUserRequest { Id = "1" })).Name);
            else
                await Assert.ThrowsAsync<InvalidOperationException>(async () => await client.GetUserAsync(new GetUserRequest { Id = "1" }));
        }
    }

    // The oldest trick: "alg": "none", and no signature.
    private static string Unsigned(string token) =>
        System.Buffers.Text.Base64Url.EncodeToString("""{"alg":"none","typ":"JWT"}"""u8) + "." + token.Split('.')[1] + ".";

    private static async Task<StatusCode> CodeAsync<T>(AsyncUnaryCall<T> call) => (await call.AsResult()).Status.StatusCode;
}
