using Peregrine;
using Users.Store;
using Users.V1;

namespace Users.Server.Services;

/// <summary>The users of the shop. Which roles may call what is in <see cref="Security.RolePolicy"/>.</summary>
public sealed class UserService(AccountStore store, TimeProvider time) : V1.UserService.UserServiceBase
{
    private const int DefaultLimit = 10;
    private const int HighestLimit = 100;

    // Questions of one call that are being answered at a time; the next is read when one of them is done.
    private const int QuestionsAtATime = 16;
    private static readonly TimeSpan s_longestPatience = TimeSpan.FromSeconds(10);

    /// <inheritdoc/>
    public override async Task<User> GetUser(GetUserRequest request, ServerCallContext context) =>
        (await store.FindAsync(Validation.Id(request.Id), context.CancellationToken) ?? throw Refusal.NotFound()).ToUser();

    /// <inheritdoc/>
    public override async Task<ListUsersResponse> ListUsers(ListUsersRequest request, ServerCallContext context)
    {
        AccountStatus? status = Validation.Filter(request.Status);
        long after = 0;
        var violations = new List<(string, string)>();
        if (request.Limit < 0)
            violations.Add(("limit", "is negative"));
        if (request.Offset < 0)
            violations.Add(("offset", "is negative"));
        if (request.PageToken.Length > 0)
        {
            if (request.Offset != 0)
                violations.Add(("offset", "cannot be combined with page_token"));
            if (!PageToken.TryParse(request.PageToken, out PageToken token))
                violations.Add(("page_token", "was not given out by this server"));
            else if (token.Status != status)
                violations.Add(("page_token", "was given out for another status"));
            after = token.After;
        }
        Refusal.ThrowIfAny(violations);

        int limit = request.Limit == 0 ? DefaultLimit : Math.Min(request.Limit, HighestLimit);
        AccountPage page = await store.ListAsync(status, after, request.Offset, limit, context.CancellationToken);
        return new ListUsersResponse
        {
            Users = { page.Accounts.Select(UserMessages.ToUser) },
            TotalCount = page.TotalCount,
            NextPageToken = page.HasMore ? new PageToken(page.Accounts[^1].Id, status).ToString() : "",
        };
    }

    /// <inheritdoc/>
    public override async Task<User> CreateUser(CreateUserRequest request, ServerCallContext context)
    {
        NewAccount account = Validation.NewUser(request.Name, request.Email, request.Status);
        try
        {
            return (await store.CreateAsync([account], context.CancellationToken))[0].ToUser();
        }
        catch (EmailTakenException)
        {
            throw Refusal.EmailTaken();
        }
    }

    /// <inheritdoc/>
    public override async Task<User> UpdateUser(UpdateUserRequest request, ServerCallContext context)
    {
        if (request.User is not { } update)
        {
            Refusal.ThrowIfAny([("user", "is missing")]);
            return null!;
        }
        long id = Validation.Id(update.Id, "user.id");
        HashSet<string> paths = request.UpdateMask is { Paths.Count: > 0 } mask ? [.. mask.Paths] : ["name", "email", "status"];
        var violations = new List<(string Field, string Problem)>();
        violations.AddRange(paths.Except(["name", "email", "status"]).Select(path => ("update_mask", $"names '{path}', which cannot be changed")));
        if (paths.Contains("name"))
            Validation.CheckName(update.Name, "user.name", violations);
        if (paths.Contains("email"))
            Validation.CheckEmail(update.Email, "user.email", violations);
        if (paths.Contains("status"))
        {
            Validation.CheckStatus(update.Status, "user.status", violations);
            if (update.Status == UserStatus.Unspecified)
                violations.Add(("user.status", "is missing"));
        }
        Refusal.ThrowIfAny(violations);
        try
        {
            Account? updated = await store.UpdateAsync(
                id,
                account => account with
                {
                    Name = paths.Contains("name") ? update.Name : account.Name,
                    Email = paths.Contains("email") ? Validation.Normalize(update.Email) : account.Email,
                    Status = paths.Contains("status") ? (AccountStatus)update.Status : account.Status,
                },
                context.CancellationToken);
            return (updated ?? throw Refusal.NotFound()).ToUser();
        }
        catch (EmailTakenException)
        {
            throw Refusal.EmailTaken();
        }
    }

    /// <inheritdoc/>
    public override async Task<DeleteUserResponse> DeleteUser(DeleteUserRequest request, ServerCallContext context) =>
        await store.DeleteAsync(Validation.Id(request.Id), context.CancellationToken) ? new DeleteUserResponse() : throw Refusal.NotFound();

    /// <summary>Each user goes out when it has been read. A caller that goes away ends the loop: at the pause, at the write, or in the database.</summary>
    public override async Task StreamUsers(StreamUsersRequest request, IServerStreamWriter<User> responseStream, ServerCallContext context)
    {
        if (request.Limit < 0)
            Refusal.ThrowIfAny([("limit", "is negative")]);
        TimeSpan pause = request.Pause?.ToTimeSpan() ?? TimeSpan.Zero;
        int count = 0;
        await foreach (Account account in store.StreamAsync(Validation.Filter(request.Status), context.CancellationToken))
        {
            if (count > 0 && pause > TimeSpan.Zero)
                await Task.Delay(pause, time, context.CancellationToken);
            await responseStream.WriteAsync(account.ToUser(), context.CancellationToken);
            if (++count == request.Limit)
                break;
        }
    }

    /// <summary>Each user is created when it arrives. What is refused is reported and the rest goes on; what was created stays, also when the call breaks off.</summary>
    public override async Task<CreateUserStreamResponse> CreateUserStream(IAsyncStreamReader<CreateUserRequest> requestStream, ServerCallContext context)
    {
        var response = new CreateUserStreamResponse();
        int index = 0;
        await foreach (CreateUserRequest request in requestStream)
        {
            try
            {
                response.Ids.Add((await CreateUser(request, context)).Id);
            }
            catch (RpcException refused)
            {
                response.Failures.Add(new CreateUserStreamResponse.Failure { Index = index, Code = (int)refused.StatusCode, Message = refused.Status.Detail });
            }
            index++;
        }
        response.CreatedCount = response.Ids.Count;
        return response;
    }

    /// <summary>
    /// Reads questions and writes answers, independently: a slow answer does not hold up the others. Ends when the caller has half-closed, or said that its
    /// question was the last, and every answer is out.
    /// </summary>
    public override async Task BidirectionalStream(
        IAsyncStreamReader<UserQuestion> requestStream, IServerStreamWriter<UserAnswer> responseStream, ServerCallContext context)
    {
        // The writer of a call may be used from many threads.
        await Parallel.ForEachAsync(
            QuestionsAsync(requestStream),
            new ParallelOptions { MaxDegreeOfParallelism = QuestionsAtATime, CancellationToken = context.CancellationToken },
            async (question, cancellationToken) => await responseStream.WriteAsync(await AnswerAsync(question, cancellationToken), cancellationToken));
    }

    private static async IAsyncEnumerable<UserQuestion> QuestionsAsync(IAsyncStreamReader<UserQuestion> requestStream)
    {
        await foreach (UserQuestion question in requestStream)
        {
            yield return question;
            if (question.Last)
                yield break;
        }
    }

    private async Task<UserAnswer> AnswerAsync(UserQuestion question, CancellationToken cancellationToken)
    {
        if (question.Patience?.ToTimeSpan() is { } patience && patience > TimeSpan.Zero)
            await Task.Delay(patience < s_longestPatience ? patience : s_longestPatience, time, cancellationToken);
        var answer = new UserAnswer { QuestionId = question.QuestionId };
        try
        {
            answer.User = (await store.FindAsync(Validation.Id(question.UserId, "user_id"), cancellationToken) ?? throw Refusal.NotFound()).ToUser();
        }
        catch (RpcException refused)
        {
            answer.Problem = refused.Status.Detail;
        }
        return answer;
    }
}
