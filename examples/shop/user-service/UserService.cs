using Peregrine;
using Shop.Protos.Orders;
using Shop.Protos.Users;

namespace Shop.Users;

/// <summary>Answers for the users, with their orders from the order-service.</summary>
internal sealed class UserService(UserStore store, OrderLookup orders) : Protos.Users.UserService.UserServiceBase
{
    public override async Task<GetUserResponse> GetUserById(GetUserRequest request, ServerCallContext context)
    {
        if (request.Id <= 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"a user's id is above 0, not {request.Id}"));
        User user = await store.FindAsync(request.Id, context.CancellationToken)
            ?? throw new RpcException(new Status(StatusCode.NotFound, $"User with ID: {request.Id} not found!"));
        user.Orders.AddRange(await orders.FindAsync(user.Id, context));
        return new GetUserResponse { User = user };
    }

    public override async Task<GetAllUsersResponse> GetAllUsers(GetAllUsersRequest request, ServerCallContext context)
    {
        List<User> users = await store.ListAsync(context.CancellationToken);
        ILookup<int, Order> ordersOf = await orders.FindAsync(users.Select(user => user.Id), context);
        foreach (User user in users)
            user.Orders.AddRange(ordersOf[user.Id]);
        return new GetAllUsersResponse { Users = { users } };
    }
}
