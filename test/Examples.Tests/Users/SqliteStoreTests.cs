using Users.Store;

namespace Examples.Tests.Users;

public sealed class SqliteStoreTests : AccountStoreContract, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("peregrine-users-");

    private string File => Path.Combine(_folder.FullName, "users.db");

    [Fact]
    public Task It_creates_finds_changes_and_deletes() => CreatesFindsChangesAndDeletes(File);

    [Fact]
    public Task It_creates_all_or_none() => CreatesAllOrNone(File);

    [Fact]
    public Task It_lists_pages_and_streams() => ListsPagesAndStreams(":memory:");

    [Fact]
    public Task Concurrent_changes_are_not_lost() => ConcurrentChangesAreNotLost(File);

    [Fact]
    public async Task What_is_in_a_file_is_there_the_next_time()
    {
        await using (AccountStore store = await AccountStore.OpenAsync(File, TimeProvider.System))
            await DemoAccounts.AddAsync(store, 3, CancellationToken.None);
        await using AccountStore again = await AccountStore.OpenAsync(File, TimeProvider.System);
        Assert.Equal(3, (await again.ListAsync(null, 0, 0, 10, CancellationToken.None)).TotalCount);
    }

    public void Dispose()
    {
        // The driver keeps files open for the next connection.
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }
}
