using Peregrine.Rest.Bench.Protos;

namespace Peregrine.Rest.Bench.Apis;

/// <summary>The user API as gRPC on Peregrine.</summary>
internal sealed class GrpcUserService : UserService.UserServiceBase
{
    public override Task<User> GetUser(GetUserRequest request, ServerCallContext context) => Task.FromResult(UserCatalog.ToMessage(
        UserCatalog.Find(request.Id) ?? throw new RpcException(new Status(StatusCode.NotFound, $"there is no user {request.Id}"))));

    public override Task<ListUsersResponse> ListUsers(ListUsersRequest request, ServerCallContext context) =>
        Task.FromResult(UserCatalog.ToMessage(UserCatalog.List(request.Limit)));
}
