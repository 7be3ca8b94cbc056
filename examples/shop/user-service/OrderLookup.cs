using Peregrine;
using Shop.Protos.Orders;

namespace Shop.Users;

/// <summary>
/// Asks the order-service. Nothing is said of deadlines, cancellation and trace here: calls made within a handler take over what the caller of that handler
/// waits for, less the time that has passed.
/// </summary>
internal sealed class OrderLookup(OrderService.OrderServiceClient client, WithoutOrders withoutOrders)
{
    private const int UsersPerCall = 1000;

    /// <summary>The orders of one user. None, and a warning for the caller, if they cannot be had and that is allowed.</summary>
    public async Task<IReadOnlyList<Order>> FindAsync(int userId, ServerCallContext context)
    {
        try
        {
            return (await client.GetOrdersByUserIdAsync(new OrdersByUserIdRequest { UserId = userId })).Orders;
        }
        catch (RpcException failure) when (MayAnswerWithout(failure))
        {
            return Warn(failure, context);
        }
    }

    /// <summary>The orders of many users, by user: one call for all of them, and not one for each.</summary>
    public async Task<ILookup<int, Order>> FindAsync(IEnumerable<int> userIds, ServerCallContext context)
    {
        IEnumerable<Order> orders = [];
        try
        {
            foreach (int[] some in userIds.Chunk(UsersPerCall))
                orders = orders.Concat((await client.GetOrdersByUserIdsAsync(new OrdersByUserIdsRequest { UserIds = { some } })).Orders);
        }
        catch (RpcException failure) when (MayAnswerWithout(failure))
        {
            orders = Warn(failure, context);
        }
        return orders.ToLookup(order => order.UserId);
    }

    // UNIMPLEMENTED: the order-service that stands there is one that has no batched call. Everything else is an error, and stays one:
    // an order-service whose database fails must not look like a user without orders.
    private bool MayAnswerWithout(RpcException failure) =>
        withoutOrders == WithoutOrders.Answer && failure.StatusCode is (StatusCode.Unavailable or StatusCode.Unimplemented);

    private static Order[] Warn(RpcException failure, ServerCallContext context)
    {
        context.ResponseTrailers.Add("warning", $"orders are missing: the order-service is {(failure.StatusCode == StatusCode.Unavailable ? "unavailable" : "too old to give them")}");
        return [];
    }
}
