using Peregrine;
using Shop.Protos.Orders;

namespace Shop.Orders;

/// <summary>Answers for the orders.</summary>
internal sealed class OrderService(OrderStore store) : Protos.Orders.OrderService.OrderServiceBase
{
    private const int MaxUsers = 1000;

    public override async Task<OrdersByUserIdResponse> GetOrdersByUserId(OrdersByUserIdRequest request, ServerCallContext context)
    {
        CheckId(request.UserId);
        return new OrdersByUserIdResponse { Orders = { await store.FindAsync([request.UserId], context.CancellationToken) } };
    }

    public override async Task<OrdersByUserIdsResponse> GetOrdersByUserIds(OrdersByUserIdsRequest request, ServerCallContext context)
    {
        if (request.UserIds.Count > MaxUsers)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"{request.UserIds.Count} users are more than can be asked for in one call ({MaxUsers})"));
        foreach (int id in request.UserIds)
            CheckId(id);
        if (request.UserIds.Count == 0)
            return new OrdersByUserIdsResponse();
        return new OrdersByUserIdsResponse { Orders = { await store.FindAsync([.. request.UserIds], context.CancellationToken) } };
    }

    private static void CheckId(int userId)
    {
        if (userId <= 0)
            throw new RpcException(new Status(StatusCode.InvalidArgument, $"a user's id is above 0, not {userId}"));
    }
}
