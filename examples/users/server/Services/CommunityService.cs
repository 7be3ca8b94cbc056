using Peregrine;
using Users.Community;
using Users.Store;
using Users.V1;

namespace Users.Server.Services;

/// <summary>The same users, in the other contract, and a room where they talk.</summary>
public sealed class CommunityService(AccountStore store) : Community.UserService.UserServiceBase
{
    // All of them are kept until the last has come.
    private const int MostAtOnce = 10_000;

    private readonly ChatRoom _room = new();

    /// <inheritdoc/>
    public override async Task<Community.User> GetUser(Community.GetUserRequest request, ServerCallContext context) =>
        (await store.FindAsync(request.Id, context.CancellationToken) ?? throw Refusal.NotFound()).ToMember();

    /// <inheritdoc/>
    public override async Task ListUsers(Community.ListUsersRequest request, IServerStreamWriter<Community.User> responseStream, ServerCallContext context)
    {
        await foreach (Account account in store.StreamAsync(null, context.CancellationToken))
            await responseStream.WriteAsync(account.ToMember(), context.CancellationToken);
    }

    /// <inheritdoc/>
    public override async Task<CreateUsersResponse> CreateUsers(IAsyncStreamReader<Community.CreateUserRequest> requestStream, ServerCallContext context)
    {
        var accounts = new List<NewAccount>();
        await foreach (Community.CreateUserRequest request in requestStream)
        {
            if (accounts.Count == MostAtOnce)
                throw new RpcException(new Status(StatusCode.ResourceExhausted, $"more than {MostAtOnce} users in one call"));
            accounts.Add(Validation.NewUser(request.Name, request.Email, UserStatus.Unspecified));
        }
        try
        {
            return new CreateUsersResponse { CreatedCount = (await store.CreateAsync(accounts, context.CancellationToken)).Count };
        }
        catch (EmailTakenException taken)
        {
            throw new RpcException(new Status(StatusCode.AlreadyExists, $"another user has the email address of number {taken.Index + 1}; none was created"));
        }
    }

    /// <summary>Two loops: what the caller says goes to the room, what the room says goes to the caller. The caller leaves by half-closing, or by vanishing.</summary>
    public override async Task Chat(IAsyncStreamReader<ChatMessage> requestStream, IServerStreamWriter<ChatMessage> responseStream, ServerCallContext context)
    {
        using ChatRoom.Seat seat = _room.Enter();
        Task hearing = HearAsync(seat, responseStream, context.CancellationToken);
        await foreach (ChatMessage message in requestStream)
            _room.Say(message);
        seat.Leave();
        await hearing;
    }

    private static async Task HearAsync(ChatRoom.Seat seat, IServerStreamWriter<ChatMessage> responseStream, CancellationToken cancellationToken)
    {
        await foreach (ChatMessage message in seat.Messages.WithCancellation(cancellationToken))
            await responseStream.WriteAsync(message, cancellationToken);
        if (seat.IsTooSlow)
            throw new RpcException(new Status(StatusCode.ResourceExhausted, $"{ChatRoom.MostUnheard} messages were waiting to be read"));
    }
}
