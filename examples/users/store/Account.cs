namespace Users.Store;

/// <summary>A user as it is kept.</summary>
public sealed record Account(long Id, string Name, string Email, AccountStatus Status, DateTimeOffset CreatedAt, DateTimeOffset UpdatedAt)
{
    /// <summary>What the user has ordered.</summary>
    public IReadOnlyList<Purchase> Purchases { get; init; } = [];
}
