using Peregrine;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Rpc;
using Users.V1;

namespace Examples.Tests.Users;

public sealed class UserServiceTests
{
    [Fact]
    public async Task Twenty_five_users_are_listed_by_pages_of_ten()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        ListUsersResponse page = await users.Client.ListUsersAsync(new ListUsersRequest());
        Assert.Equal((10, 25), (page.Users.Count, page.TotalCount));
        Assert.Equal("User 1", page.Users[0].Name);
        Assert.Equal(15.25, Assert.Single(page.Users[0].Orders).Total);

        page = await users.Client.ListUsersAsync(new ListUsersRequest { Offset = 20 });
        Assert.Equal((5, 25, ""), (page.Users.Count, page.TotalCount, page.NextPageToken));
    }

    [Fact]
    public async Task Page_tokens_lead_through_all_users_of_a_status_once_though_users_come_and_go()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        var seen = new List<string>();
        string token = "";
        do
        {
            ListUsersResponse page = await users.Client.ListUsersAsync(new ListUsersRequest { Limit = 4, Status = UserStatus.Active, PageToken = token });
            Assert.Equal(17 - seen.Count / 4, page.TotalCount);
            seen.AddRange(page.Users.Select(user => user.Name));
            token = page.NextPageToken;
            // One that was seen goes: by offset the next page would pass over somebody.
            await users.Client.DeleteUserAsync(new DeleteUserRequest { Id = page.Users[0].Id });
        }
        while (token.Length > 0);
        Assert.Equal(Enumerable.Range(1, 25).Where(number => number % 7 != 0 && number % 5 != 0).Select(number => $"User {number}"), seen);
    }

    [Theory]
    [InlineData(-1, 0, 0, "", "limit")]
    [InlineData(0, -1, 0, "", "offset")]
    [InlineData(0, 0, 9, "", "status")]
    [InlineData(0, 0, 0, "AQEAAAAAAAAAAQ", "page_token")]
    [InlineData(0, 0, 0, "not a token", "page_token")]
    [InlineData(0, 3, 0, "AQEAAAAAAAAAAA", "offset")]
    public async Task A_list_that_makes_no_sense_is_INVALID_ARGUMENT_and_names_the_field(int limit, int offset, int status, string token, string field)
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        RpcException failure = await Fails(
            users.Client.ListUsersAsync(new ListUsersRequest { Limit = limit, Offset = offset, Status = (UserStatus)status, PageToken = token }).ResponseAsync, StatusCode.InvalidArgument);
        Assert.True(failure.TryGetDetail(out BadRequest? bad));
        Assert.Equal(field, Assert.Single(bad.FieldViolations).Field);
    }

    [Fact]
    public async Task A_limit_over_a_hundred_is_a_hundred()
    {
        await using RunningUsers users = await RunningUsers.StartAsync("--demo-users", "120");
        Assert.Equal(100, (await users.Client.ListUsersAsync(new ListUsersRequest { Limit = 1000 })).Users.Count);
    }

    [Theory]
    [InlineData("", StatusCode.InvalidArgument)]
    [InlineData("0", StatusCode.NotFound)]
    [InlineData("-1", StatusCode.NotFound)]
    [InlineData("abc", StatusCode.NotFound)]
    [InlineData("99999999999999999999", StatusCode.NotFound)]
    public async Task A_user_that_is_not_there_is_NOT_FOUND(string id, StatusCode code)
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        RpcException failure = await Fails(users.Client.GetUserAsync(new GetUserRequest { Id = id }).ResponseAsync, code);
        Assert.Equal(code == StatusCode.NotFound ? "User not found" : "id is missing", failure.Status.Detail);
        await Fails(users.Client.DeleteUserAsync(new DeleteUserRequest { Id = id }).ResponseAsync, code);
    }

    [Fact]
    public async Task Every_mistake_of_a_new_user_is_told_at_once()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        RpcException failure = await Fails(users.Client.CreateUserAsync(new CreateUserRequest { Email = "nobody", Status = (UserStatus)9 }).ResponseAsync, StatusCode.InvalidArgument);
        Assert.True(failure.TryGetDetail(out BadRequest? bad));
        Assert.Equal(["name", "email", "status"], bad.FieldViolations.Select(violation => violation.Field));
    }

    [Fact]
    public async Task An_address_that_somebody_has_is_ALREADY_EXISTS_however_it_is_written()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        await Fails(users.Client.CreateUserAsync(new CreateUserRequest { Name = "Ann", Email = "USER1@example.com" }).ResponseAsync, StatusCode.AlreadyExists);
        await Fails(users.Client.UpdateUserAsync(new UpdateUserRequest { User = new User { Id = "2", Email = "user1@example.com" }, UpdateMask = FieldMask.FromPaths("email") }).ResponseAsync, StatusCode.AlreadyExists);
    }

    [Fact]
    public async Task An_update_changes_what_its_mask_names_and_nothing_else()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        var update = new UpdateUserRequest { User = new User { Id = "1", Name = "Ann", Email = "ann@example.com" }, UpdateMask = FieldMask.FromPaths("name") };
        User changed = await users.Client.UpdateUserAsync(update);
        Assert.Equal(("Ann", "user1@example.com", UserStatus.Active, 1), (changed.Name, changed.Email, changed.Status, changed.Orders.Count));

        // Without a mask all of it, and so all of it must be there.
        update.UpdateMask = null;
        RpcException failure = await Fails(users.Client.UpdateUserAsync(update).ResponseAsync, StatusCode.InvalidArgument);
        Assert.Equal("user.status is missing", failure.Status.Detail);
        update.User.Status = UserStatus.Inactive;
        Assert.Equal("ann@example.com", (await users.Client.UpdateUserAsync(update)).Email);
    }

    [Theory]
    [InlineData("id")]
    [InlineData("orders")]
    [InlineData("created_at")]
    [InlineData("nonsense")]
    public async Task A_mask_that_names_what_cannot_be_changed_is_INVALID_ARGUMENT(string path)
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        await Fails(users.Client.UpdateUserAsync(new UpdateUserRequest { User = new User { Id = "1" }, UpdateMask = FieldMask.FromPaths(path) }).ResponseAsync, StatusCode.InvalidArgument);
        await Fails(users.Client.UpdateUserAsync(new UpdateUserRequest()).ResponseAsync, StatusCode.InvalidArgument);
    }

    [Fact]
    public async Task A_failure_that_should_not_be_is_INTERNAL_and_says_nothing_of_the_inside()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        await users.Store.DisposeAsync();
        RpcException failure = await Fails(users.Client.GetUserAsync(new GetUserRequest { Id = "1" }).ResponseAsync, StatusCode.Internal);
        Assert.Equal("internal error", failure.Status.Detail);
        Assert.Null(failure.GetRpcStatus());
        Assert.Contains(users.Log.Lines, line => line.StartsWith("Error /user.UserService/GetUser failed", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Both_services_of_one_name_are_there_each_in_its_package()
    {
        await using RunningUsers users = await RunningUsers.StartAsync();
        Assert.Equal("User 2", (await users.Client.GetUserAsync(new GetUserRequest { Id = "2" })).Name);
        Assert.Equal("User 2", (await users.Community.GetUserAsync(new global::Users.Community.GetUserRequest { Id = 2 })).Name);
        await Fails(users.Community.GetUserAsync(new global::Users.Community.GetUserRequest { Id = 999 }).ResponseAsync, StatusCode.NotFound);
    }

    private static async Task<RpcException> Fails(Task call, StatusCode code)
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.True(code == failure.StatusCode, failure.Message);
        return failure;
    }
}
