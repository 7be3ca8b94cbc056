namespace Shop.Users;

/// <summary>What becomes of a user while the order-service is unavailable.</summary>
internal enum WithoutOrders
{
    /// <summary>The caller gets the user without orders, and the trailer "warning".</summary>
    Answer,

    /// <summary>The caller gets UNAVAILABLE.</summary>
    Fail,
}
