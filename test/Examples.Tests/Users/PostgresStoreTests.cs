using Examples.Tests.Postgres;

namespace Examples.Tests.Users;

public sealed class PostgresStoreTests : AccountStoreContract
{
    [PostgresFact]
    public async Task It_creates_finds_changes_and_deletes() => await CreatesFindsChangesAndDeletes(await DatabaseAsync());

    [PostgresFact]
    public async Task It_creates_all_or_none() => await CreatesAllOrNone(await DatabaseAsync());

    [PostgresFact]
    public async Task It_lists_pages_and_streams() => await ListsPagesAndStreams(await DatabaseAsync());

    [PostgresFact]
    public async Task Concurrent_changes_are_not_lost() => await ConcurrentChangesAreNotLost(await DatabaseAsync());

    private static async Task<string> DatabaseAsync() => await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
}
