namespace Users.Store;

/// <summary>Users to look at, for a database that has none.</summary>
public static class DemoAccounts
{
    /// <summary>Creates users, of whom every third has ordered something, every fifth is inactive and every seventh suspended; unless there are any.</summary>
    public static async Task AddAsync(AccountStore store, int count, CancellationToken cancellationToken)
    {
        if (count == 0 || (await store.ListAsync(null, 0, 0, 1, cancellationToken)).TotalCount > 0)
            return;
        NewAccount[] accounts = [.. Enumerable.Range(1, count).Select(number => new NewAccount(
            $"User {number}", $"user{number}@example.com", number % 7 == 0 ? AccountStatus.Suspended : number % 5 == 0 ? AccountStatus.Inactive : AccountStatus.Active))];
        foreach (Account account in await store.CreateAsync(accounts, cancellationToken))
        {
            if (account.Id % 3 == 1)
                await store.AddPurchaseAsync(account.Id, "shipped", [new PurchasedItem("p-1", "Pencil", 1.5, 2), new PurchasedItem("p-2", "Book", 12.25, 1)], cancellationToken);
        }
    }
}
