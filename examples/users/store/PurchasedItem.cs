namespace Users.Store;

/// <summary>A line of an order.</summary>
public sealed record PurchasedItem(string ProductId, string Name, double Price, int Quantity);
