using Peregrine;
using Users.Interceptors;
using Users.V1;

namespace Examples.Tests.Users;

public sealed class CallLogTests
{
    private const string Unary = "/user.UserService/GetUser", ServerStream = "/user.UserService/StreamUsers", ClientStream = "/user.UserService/CreateUserStream", Duplex = "/user.UserService/BidirectionalStream";

    [Fact]
    public async Task Both_sides_log_start_messages_and_end_of_calls_of_all_kinds_in_order()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        using var log = new RecordingLog();
        await using GrpcChannel channel = users.NewChannel();
        var client = new UserService.UserServiceClient(channel.Intercept(new ClientLogInterceptor(log)));
        await CallAllKindsAsync(client);
        await users.Server.StopAsync();

        Assert.Equal([$"{Unary} started", $"{Unary} sent GetUserRequest", $"{Unary} received User", $"{Unary} ended OK"], Of(log, Unary));
        Assert.Equal([$"{Unary} started", $"{Unary} received GetUserRequest", $"{Unary} sent User", $"{Unary} ended OK"], Of(users.Log, Unary));
        Assert.Equal([$"{ServerStream} started", $"{ServerStream} sent StreamUsersRequest", $"{ServerStream} received User", $"{ServerStream} received User", $"{ServerStream} ended OK"], Of(log, ServerStream));
        Assert.Equal([$"{ServerStream} started", $"{ServerStream} received StreamUsersRequest", $"{ServerStream} sent User", $"{ServerStream} sent User", $"{ServerStream} ended OK"], Of(users.Log, ServerStream));
        Assert.Equal([$"{ClientStream} started", $"{ClientStream} sent CreateUserRequest", $"{ClientStream} received CreateUserStreamResponse", $"{ClientStream} ended OK"], Of(log, ClientStream));
        Assert.Equal([$"{ClientStream} started", $"{ClientStream} received CreateUserRequest", $"{ClientStream} sent CreateUserStreamResponse", $"{ClientStream} ended OK"], Of(users.Log, ClientStream));
        Assert.Equal([$"{Duplex} started", $"{Duplex} sent UserQuestion", $"{Duplex} received UserAnswer", $"{Duplex} ended OK"], Of(log, Duplex));
        Assert.Equal([$"{Duplex} started", $"{Duplex} received UserQuestion", $"{Duplex} sent UserAnswer", $"{Duplex} ended OK"], Of(users.Log, Duplex));
    }

    [Fact]
    public async Task Both_sides_log_the_status_of_a_call_that_fails()
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--auth");
        using var log = new RecordingLog();
        await using GrpcChannel channel = users.NewChannel();
        var client = new UserService.UserServiceClient(channel.Intercept(new ClientLogInterceptor(log)));
        await Assert.ThrowsAsync<RpcException>(() => client.GetUserAsync(new GetUserRequest { Id = "1" }).ResponseAsync);
        await users.Server.StopAsync();
        Assert.Equal($"{Unary} ended Unauthenticated", Of(log, Unary)[^1]);
        Assert.Equal($"{Unary} ended Unauthenticated", Of(users.Log, Unary)[^1]);
    }

    private static async Task CallAllKindsAsync(UserService.UserServiceClient client)
    {
        await client.GetUserAsync(new GetUserRequest { Id = "1" });
        using var stream = client.StreamUsers(new StreamUsersRequest { Limit = 2 });
        while (await stream.ResponseStream.MoveNext(CancellationToken.None))
            continue;
        using var upload = client.CreateUserStream();
        await upload.RequestStream.WriteAsync(new CreateUserRequest { Name = "Ann", Email = "ann@example.com" });
        await upload.RequestStream.CompleteAsync();
        await upload;
        using var talk = client.BidirectionalStream();
        await talk.RequestStream.WriteAsync(new UserQuestion { UserId = "1" });
        await talk.RequestStream.CompleteAsync();
        while (await talk.ResponseStream.MoveNext(CancellationToken.None))
            continue;
    }

    // Method, event, and what it was about, without levels, sizes and times.
    private static string[] Of(RecordingLog log, string method) => [.. log.Lines.Select(line => line.Split(' '))
        .Where(words => words[1] == method)
        .Select(words => words[2] switch
        {
            "started" => $"{method} started",
            "ended" => $"{method} ended {words[4]}",
            _ => $"{method} {words[2]} {words[3]}",
        })];
}
