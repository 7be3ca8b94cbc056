using Peregrine;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Testing;
using Users.V1;
using ChatMessage = Users.Community.ChatMessage;

namespace Examples.Tests.Users;

public sealed class UserStreamTests
{
    private static readonly TimeSpan s_limit = Programs.ExampleProcess.Limit;

    [Fact]
    public async Task The_first_user_is_here_before_the_last_is_sent_and_cancelling_frees_the_handler()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        using var stop = new CancellationTokenSource();
        using var call = users.Client.StreamUsers(new StreamUsersRequest { Pause = Duration.FromTimeSpan(TimeSpan.FromHours(1)) }, cancellationToken: stop.Token);
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        await users.Log.WaitForAsync("StreamUsers ended with Cancelled");
        await users.Server.StopAsync(Timeout.InfiniteTimeSpan).WaitAsync(s_limit);
    }

    [Theory]
    [InlineData(4, UserStatus.Unspecified, 4)]
    [InlineData(0, UserStatus.Unspecified, 25)]
    [InlineData(0, UserStatus.Suspended, 3)]
    public async Task A_stream_has_limit_and_status(int limit, UserStatus status, int expected)
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        int count = 0;
        using var call = users.Client.StreamUsers(new StreamUsersRequest { Limit = limit, Status = status });
        await foreach (global::Users.V1.User user in call.ResponseStream)
        {
            Assert.True(status == UserStatus.Unspecified || user.Status == status);
            count++;
        }
        Assert.Equal(expected, count);
    }

    [Fact]
    public async Task A_deadline_ends_a_stream_that_is_slower_than_it_and_what_came_before_counts()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        var time = new FakeTimeProvider();
        await using GrpcChannel channel = GrpcChannel.ForAddress(users.Server.Urls[0], new GrpcChannelOptions { TimeProvider = time });
        using var call = new UserService.UserServiceClient(channel).StreamUsers(
            new StreamUsersRequest { Pause = Duration.FromTimeSpan(TimeSpan.FromHours(2)) }, deadline: time.GetUtcNow().UtcDateTime.AddHours(1));
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
        Assert.Equal("User 1", call.ResponseStream.Current.Name);
        time.Advance(TimeSpan.FromHours(1));
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal(StatusCode.DeadlineExceeded, failure.StatusCode);
    }

    [Fact]
    public async Task A_thousand_users_are_created_in_one_call_and_those_that_are_refused_are_told()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        using var call = users.Client.CreateUserStream();
        for (int i = 0; i < 1000; i++)
            await call.RequestStream.WriteAsync(new global::Users.V1.CreateUserRequest { Name = i == 500 ? "" : $"New {i}", Email = i == 700 ? "user1@example.com" : $"new{i}@example.com" });
        await call.RequestStream.CompleteAsync();
        CreateUserStreamResponse response = await call;
        Assert.Equal((998, 998), (response.CreatedCount, response.Ids.Distinct().Count()));
        Assert.Equal([(500, (int)StatusCode.InvalidArgument), (700, (int)StatusCode.AlreadyExists)], response.Failures.Select(failure => (failure.Index, failure.Code)));
        Assert.Equal(1023, (await users.Client.ListUsersAsync(new ListUsersRequest())).TotalCount);
    }

    [Fact]
    public async Task Answers_come_as_they_are_ready_while_questions_are_still_being_asked()
    {
        var time = new FakeTimeProvider();
        await using RunningUsers users = await RunningUsers.StartAsync(time);
        using var call = users.Client.BidirectionalStream();
        await call.RequestStream.WriteAsync(new UserQuestion { QuestionId = "slow", UserId = "1", Patience = Duration.FromTimeSpan(TimeSpan.FromSeconds(1)) });
        await time.WhenTimerIsSetAsync().WaitAsync(s_limit);
        await call.RequestStream.WriteAsync(new UserQuestion { QuestionId = "quick", UserId = "2" });
        Assert.Equal(("quick", "User 2"), await NextAsync());
        await call.RequestStream.WriteAsync(new UserQuestion { QuestionId = "bad", UserId = "99" });
        Assert.Equal(("bad", "User not found"), await NextAsync());
        await call.RequestStream.CompleteAsync();
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(("slow", "User 1"), await NextAsync());
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None));

        async Task<(string, string?)> NextAsync()
        {
            Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
            UserAnswer answer = call.ResponseStream.Current;
            return (answer.QuestionId, answer.User?.Name ?? answer.Problem);
        }
    }

    [Fact]
    public async Task The_server_may_end_its_half_first()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        using var call = users.Client.BidirectionalStream();
        await call.RequestStream.WriteAsync(new UserQuestion { QuestionId = "1", UserId = "1", Last = true });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
        Assert.False(await call.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
        Assert.Equal(StatusCode.OK, call.GetStatus().StatusCode);
        await Assert.ThrowsAsync<InvalidOperationException>(() => call.RequestStream.WriteAsync(new UserQuestion()));
    }

    [Fact]
    public async Task The_community_creates_all_or_none()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        using var twins = users.Community.CreateUsers();
        foreach (string email in new[] { "a@example.com", "b@example.com", "a@example.com" })
            await twins.RequestStream.WriteAsync(new global::Users.Community.CreateUserRequest { Name = "Ann", Email = email });
        await twins.RequestStream.CompleteAsync();
        Assert.Equal(StatusCode.AlreadyExists, (await Assert.ThrowsAsync<RpcException>(() => twins.ResponseAsync)).StatusCode);
        Assert.Equal(25, await CountAsync());

        using var good = users.Community.CreateUsers();
        await good.RequestStream.WriteAsync(new global::Users.Community.CreateUserRequest { Name = "Ann", Email = "a@example.com" });
        await good.RequestStream.CompleteAsync();
        Assert.Equal(1, (await good).CreatedCount);
        Assert.Equal(26, await CountAsync());

        async Task<int> CountAsync()
        {
            int count = 0;
            using var all = users.Community.ListUsers(new global::Users.Community.ListUsersRequest());
            await foreach (global::Users.Community.User _ in all.ResponseStream)
                count++;
            return count;
        }
    }

    [Fact]
    public async Task What_one_says_all_hear_and_who_leaves_hears_no_more()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        using var ann = users.Community.Chat();
        // A member that has heard itself is in the room.
        await SaysAndHearsAsync(ann, "Ann", "I am here", ann);
        using var bob = users.Community.Chat();
        await SaysAndHearsAsync(bob, "Bob", "me too", ann, bob);
        await ann.RequestStream.CompleteAsync();
        Assert.False(await ann.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
        await SaysAndHearsAsync(bob, "Bob", "bye", bob);
    }

    private static async Task SaysAndHearsAsync(
        AsyncDuplexStreamingCall<ChatMessage, ChatMessage> speaker, string name, string text, params AsyncDuplexStreamingCall<ChatMessage, ChatMessage>[] hearers)
    {
        await speaker.RequestStream.WriteAsync(new ChatMessage { User = name, Text = text });
        foreach (AsyncDuplexStreamingCall<ChatMessage, ChatMessage> hearer in hearers)
        {
            Assert.True(await hearer.ResponseStream.MoveNext(CancellationToken.None).WaitAsync(s_limit));
            Assert.Equal((name, text), (hearer.ResponseStream.Current.User, hearer.ResponseStream.Current.Text));
        }
    }
}
