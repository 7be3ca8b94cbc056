using Users.Store;

namespace Examples.Tests.Users;

/// <summary>What both databases must do alike.</summary>
public abstract class AccountStoreContract
{
    private static readonly CancellationToken s_none = CancellationToken.None;

    protected static async Task CreatesFindsChangesAndDeletes(string database)
    {
        await using AccountStore store = await AccountStore.OpenAsync(database, TimeProvider.System);
        Account ann = (await store.CreateAsync([new NewAccount("Ann", "ann@example.com", AccountStatus.Active)], s_none))[0];
        Assert.InRange(ann.CreatedAt, DateTimeOffset.UtcNow.AddMinutes(-1), DateTimeOffset.UtcNow.AddMinutes(1));
        await store.AddPurchaseAsync(ann.Id, "new", [new PurchasedItem("p", "Pencil", 1.5, 2), new PurchasedItem("b", "Book", 10, 1)], s_none);

        Account found = (await store.FindAsync(ann.Id, s_none))!;
        Assert.Equal(ann with { Purchases = found.Purchases }, found);
        Purchase purchase = Assert.Single(found.Purchases);
        Assert.Equal((13.0, 2, "Pencil"), (purchase.Total, purchase.Items.Count, purchase.Items[0].Name));

        Account changed = (await store.UpdateAsync(ann.Id, account => account with { Name = "Anna" }, s_none))!;
        Assert.Equal(("Anna", ann.Email, 1), (changed.Name, changed.Email, changed.Purchases.Count));
        Assert.True(changed.UpdatedAt >= ann.UpdatedAt);

        Assert.True(await store.DeleteAsync(ann.Id, s_none));
        Assert.False(await store.DeleteAsync(ann.Id, s_none));
        Assert.Null(await store.FindAsync(ann.Id, s_none));
        Assert.Null(await store.UpdateAsync(ann.Id, account => account, s_none));
    }

    protected static async Task CreatesAllOrNone(string database)
    {
        await using AccountStore store = await AccountStore.OpenAsync(database, TimeProvider.System);
        NewAccount[] accounts = [new("Ann", "a@example.com", AccountStatus.Active), new("Bob", "b@example.com", AccountStatus.Active), new("Ann", "a@example.com", AccountStatus.Active)];
        Assert.Equal(2, (await Assert.ThrowsAsync<EmailTakenException>(() => store.CreateAsync(accounts, s_none))).Index);
        Assert.Equal(0, (await store.ListAsync(null, 0, 0, 10, s_none)).TotalCount);

        IReadOnlyList<Account> both = await store.CreateAsync(accounts[..2], s_none);
        await Assert.ThrowsAsync<EmailTakenException>(() => store.UpdateAsync(both[1].Id, account => account with { Email = "a@example.com" }, s_none));
    }

    protected static async Task ListsPagesAndStreams(string database)
    {
        await using AccountStore store = await AccountStore.OpenAsync(database, TimeProvider.System);
        await DemoAccounts.AddAsync(store, 250, s_none);
        await DemoAccounts.AddAsync(store, 250, s_none);

        AccountPage page = await store.ListAsync(AccountStatus.Suspended, 0, 30, 10, s_none);
        Assert.Equal((35, 5, false), (page.TotalCount, page.Accounts.Count, page.HasMore));
        page = await store.ListAsync(null, page.Accounts[0].Id, 0, 2, s_none);
        Assert.Equal((250, 2, true), (page.TotalCount, page.Accounts.Count, page.HasMore));

        var streamed = new List<Account>();
        await foreach (Account account in store.StreamAsync(null, s_none))
            streamed.Add(account);
        Assert.Equal(250, streamed.Select(account => account.Id).Distinct().Count());
        Assert.Equal(84, streamed.Count(account => account.Purchases is [{ Items.Count: 2 }]));
    }

    protected static async Task ConcurrentChangesAreNotLost(string database)
    {
        await using AccountStore store = await AccountStore.OpenAsync(database, TimeProvider.System);
        Account ann = (await store.CreateAsync([new NewAccount("", "ann@example.com", AccountStatus.Active)], s_none))[0];
        await Task.WhenAll(Enumerable.Range(0, 20).Select(_ => Task.Run(() => store.UpdateAsync(ann.Id, account => account with { Name = account.Name + "x" }, s_none))));
        Assert.Equal(20, (await store.FindAsync(ann.Id, s_none))!.Name.Length);
    }
}
