using Peregrine;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Rpc;
using Users.V1;

namespace Users.Client;

/// <summary>Every method of both services, and their errors. Leaves the database as it was.</summary>
internal sealed class UsersTour(CallInvoker calls)
{
    private readonly UserService.UserServiceClient _users = new(calls);
    private readonly Community.UserService.UserServiceClient _community = new(calls);

    // Two tours at a time must not meet.
    private readonly string _tag = Guid.NewGuid().ToString("N")[..8];

    public async Task RunAsync()
    {
        await ListAsync();
        await CreateChangeDeleteAsync();
        await StreamAsync();
        await CreateManyAsync();
        await AskAsync();
        await DeadlineAsync();
        await CommunityAsync();
        await ChatAsync();
    }

    private async Task ListAsync()
    {
        ListUsersResponse page = await _users.ListUsersAsync(new ListUsersRequest { Limit = 3, Status = UserStatus.Active });
        Tell($"ListUsers: {page.TotalCount} active users, of whom the first are {string.Join(", ", page.Users.Select(user => user.Name))}");
        if (page.NextPageToken.Length > 0)
        {
            page = await _users.ListUsersAsync(new ListUsersRequest { Limit = 3, Status = UserStatus.Active, PageToken = page.NextPageToken });
            Tell($"  and then {string.Join(", ", page.Users.Select(user => user.Name))}");
        }
        await TellFailureAsync("ListUsers(limit -1)", () => _users.ListUsersAsync(new ListUsersRequest { Limit = -1 }).ResponseAsync);
    }

    private async Task CreateChangeDeleteAsync()
    {
        User ann = await _users.CreateUserAsync(new CreateUserRequest { Name = "Ann", Email = $"ann-{_tag}@example.com" });
        Tell($"CreateUser: {ann.Name} is {ann.Status}");
        await TellFailureAsync("CreateUser, the same again", () => _users.CreateUserAsync(new CreateUserRequest { Name = "Ann", Email = ann.Email }).ResponseAsync);
        await TellFailureAsync("CreateUser without anything", () => _users.CreateUserAsync(new CreateUserRequest()).ResponseAsync);

        // Only what the mask names is changed: the name and the address that are not set here stay.
        User changed = await _users.UpdateUserAsync(new UpdateUserRequest
        {
            User = new User { Id = ann.Id, Status = UserStatus.Suspended },
            UpdateMask = FieldMask.Of<User>(user => user.Status),
        });
        Tell($"UpdateUser: {changed.Name} is {changed.Status}");

        await _users.DeleteUserAsync(new DeleteUserRequest { Id = ann.Id });
        Tell("DeleteUser: done");
        await TellFailureAsync("GetUser after that", () => _users.GetUserAsync(new GetUserRequest { Id = ann.Id }).ResponseAsync);
    }

    private async Task StreamAsync()
    {
        using AsyncServerStreamingCall<User> call = _users.StreamUsers(new StreamUsersRequest { Limit = 5, Pause = Duration.FromTimeSpan(TimeSpan.FromMilliseconds(20)) });
        // Each user is here as soon as it was sent; the loop ends with the stream, and throws when the call ends otherwise.
        await foreach (User user in call.ResponseStream)
            Tell($"StreamUsers: {user.Name}, {user.Orders.Count} orders");
        Tell("StreamUsers: ended");
    }

    private async Task CreateManyAsync()
    {
        using AsyncClientStreamingCall<CreateUserRequest, CreateUserStreamResponse> call = _users.CreateUserStream();
        foreach (string name in new[] { "Bob", "Cleo", "Bob", "" })
            await call.RequestStream.WriteAsync(new CreateUserRequest { Name = name, Email = $"{name.ToLowerInvariant()}-{_tag}@example.com" });
        await call.RequestStream.CompleteAsync();
        CreateUserStreamResponse response = await call;
        Tell($"CreateUserStream: {response.CreatedCount} created");
        foreach (CreateUserStreamResponse.Failure failure in response.Failures)
            Tell($"CreateUserStream: number {failure.Index} was refused, {(StatusCode)failure.Code}: {failure.Message}");
        foreach (string id in response.Ids)
            await _users.DeleteUserAsync(new DeleteUserRequest { Id = id });
    }

    private async Task AskAsync()
    {
        string id = (await _users.ListUsersAsync(new ListUsersRequest { Limit = 1 })).Users[0].Id;
        using AsyncDuplexStreamingCall<UserQuestion, UserAnswer> call = _users.BidirectionalStream();
        await call.RequestStream.WriteAsync(new UserQuestion { QuestionId = "slow", UserId = id, Patience = Duration.FromTimeSpan(TimeSpan.FromSeconds(3)) });
        await call.RequestStream.WriteAsync(new UserQuestion { QuestionId = "quick", UserId = id });
        await call.RequestStream.CompleteAsync();
        await foreach (UserAnswer answer in call.ResponseStream)
            Tell($"BidirectionalStream: the {answer.QuestionId} question is answered with {answer.User?.Name ?? answer.Problem}");
    }

    private Task DeadlineAsync() => TellFailureAsync("StreamUsers, slower than its deadline of 0.2 s", async () =>
    {
        using AsyncServerStreamingCall<User> call = _users.StreamUsers(
            new StreamUsersRequest { Pause = Duration.FromTimeSpan(TimeSpan.FromSeconds(60)) }, deadline: DateTime.UtcNow.AddSeconds(0.2));
        await foreach (User _ in call.ResponseStream)
            continue;
    });

    private async Task CommunityAsync()
    {
        int count = 0;
        using AsyncServerStreamingCall<Community.User> members = _community.ListUsers(new Community.ListUsersRequest());
        await foreach (Community.User _ in members.ResponseStream)
            count++;
        Tell($"community.ListUsers: {count > 0}");
        await TellFailureAsync("community.GetUser(0)", () => _community.GetUserAsync(new Community.GetUserRequest()).ResponseAsync);

        using AsyncClientStreamingCall<Community.CreateUserRequest, Community.CreateUsersResponse> create = _community.CreateUsers();
        await create.RequestStream.WriteAsync(new Community.CreateUserRequest { Name = "Dan", Email = $"dan-{_tag}@example.com" });
        await create.RequestStream.WriteAsync(new Community.CreateUserRequest { Name = "Dan again", Email = $"dan-{_tag}@example.com" });
        await create.RequestStream.CompleteAsync();
        await TellFailureAsync("community.CreateUsers with a pair of twins", () => create.ResponseAsync);
    }

    private async Task ChatAsync()
    {
        using AsyncDuplexStreamingCall<Community.ChatMessage, Community.ChatMessage> call = _community.Chat();
        await call.RequestStream.WriteAsync(new Community.ChatMessage { User = "Ann", Text = "Is anybody here?" });
        await foreach (Community.ChatMessage heard in call.ResponseStream)
        {
            Tell($"community.Chat: {heard.User} says: {heard.Text}");
            await call.RequestStream.CompleteAsync();
        }
        Tell("community.Chat: left");
    }

    private static async Task TellFailureAsync(string what, Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException failure) when (failure.StatusCode is not (StatusCode.Unavailable or StatusCode.Unauthenticated or StatusCode.PermissionDenied))
        {
            Tell($"{what}: {failure.StatusCode}: {failure.Status.Detail}");
            if (failure.TryGetDetail(out BadRequest? bad))
                Tell($"  {string.Join(", ", bad.FieldViolations.Select(violation => $"{violation.Field}: {violation.Description}"))}");
            return;
        }
        throw new RpcException(new Peregrine.Status(StatusCode.Internal, $"{what} succeeded, which it should not have"));
    }

    private static void Tell(string text) => Console.WriteLine(text);
}
