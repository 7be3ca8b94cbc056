namespace Users.Store;

/// <summary>An order of a user.</summary>
public sealed record Purchase(long Id, long AccountId, double Total, string Status, DateTimeOffset CreatedAt, IReadOnlyList<PurchasedItem> Items);
