using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Users.Store;

/// <summary>Users in a database, SQLite or PostgreSQL. Any number of threads at a time.</summary>
public sealed class AccountStore : IAsyncDisposable
{
    private const string Columns = "id, name, email, status, created_at, updated_at";
    private const int StreamPage = 100;

    private readonly DbDataSource _source;
    private readonly Dialect _dialect;
    private readonly TimeProvider _time;

    // A database in memory lives as long as somebody is connected to it.
    private DbConnection? _held;

    private AccountStore(DbDataSource source, Dialect dialect, TimeProvider time)
    {
        _source = source;
        _dialect = dialect;
        _time = time;
    }

    /// <summary>Opens the database, and makes its tables where there are none.</summary>
    /// <param name="database">A PostgreSQL connection string (<c>Host=…</c>); or the path of an SQLite file; or <c>:memory:</c> for one that is gone with the program.</param>
    /// <param name="time">The clock.</param>
    public static async Task<AccountStore> OpenAsync(string database, TimeProvider time)
    {
        bool isPostgres = database.Contains("Host=", StringComparison.OrdinalIgnoreCase);
        var store = isPostgres
            ? new AccountStore(NpgsqlDataSource.Create(database), Dialect.Postgres, time)
            : new AccountStore(SqliteFactory.Instance.CreateDataSource(SqliteConnectionString(database)), Dialect.Sqlite, time);
        if (database == ":memory:")
            store._held = await store._source.OpenConnectionAsync();
        await using DbConnection connection = await store._source.OpenConnectionAsync();
        await using DbCommand create = connection.Command($"""
            {store._dialect.Prelude}
            CREATE TABLE IF NOT EXISTS accounts (
                id {store._dialect.Key}, name TEXT NOT NULL, email TEXT NOT NULL UNIQUE, status INTEGER NOT NULL, created_at BIGINT NOT NULL, updated_at BIGINT NOT NULL);
            CREATE TABLE IF NOT EXISTS purchases (
                id {store._dialect.Key}, account_id BIGINT NOT NULL REFERENCES accounts ON DELETE CASCADE,
                total DOUBLE PRECISION NOT NULL, status TEXT NOT NULL, created_at BIGINT NOT NULL);
            CREATE INDEX IF NOT EXISTS purchases_of_account ON purchases (account_id);
            CREATE TABLE IF NOT EXISTS purchased_items (
                purchase_id BIGINT NOT NULL REFERENCES purchases ON DELETE CASCADE, line INTEGER NOT NULL,
                product_id TEXT NOT NULL, name TEXT NOT NULL, price DOUBLE PRECISION NOT NULL, quantity INTEGER NOT NULL, PRIMARY KEY (purchase_id, line));
            """);
        await create.ExecuteNonQueryAsync();
        return store;
    }

    /// <summary>A user with its purchases; null when there is none with the id.</summary>
    public async Task<Account?> FindAsync(long id, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using DbCommand select = connection.Command($"SELECT {Columns} FROM accounts WHERE id = @id", ("id", id));
        List<Account> found = await ReadAccountsAsync(select, cancellationToken);
        return found.Count == 0 ? null : (await WithPurchasesAsync(connection, found, cancellationToken))[0];
    }

    /// <summary>A page of users with their purchases, by id.</summary>
    /// <param name="status">Only users of this status; null for all.</param>
    /// <param name="after">Only users with higher ids; 0 for all.</param>
    /// <param name="offset">How many to pass over.</param>
    /// <param name="limit">How many at most.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    public async Task<AccountPage> ListAsync(AccountStatus? status, long after, int offset, int limit, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using DbCommand count = connection.Command("SELECT count(*) FROM accounts WHERE (@status = 0 OR status = @status)", ("status", (int)(status ?? 0)));
        int total = (int)(long)(await count.ExecuteScalarAsync(cancellationToken))!;
        // One more than asked for tells whether there are more.
        List<Account> accounts = await SelectAsync(connection, status, after, offset, limit + 1, cancellationToken);
        bool hasMore = accounts.Count > limit;
        if (hasMore)
            accounts.RemoveAt(limit);
        return new AccountPage(await WithPurchasesAsync(connection, accounts, cancellationToken), total, hasMore);
    }

    /// <summary>All users of a status, or all, by id, read a page at a time: no connection is held while the reader takes its time.</summary>
    public async IAsyncEnumerable<Account> StreamAsync(AccountStatus? status, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        long after = 0;
        while (true)
        {
            IReadOnlyList<Account> page;
            await using (DbConnection connection = await _source.OpenConnectionAsync(cancellationToken))
                page = await WithPurchasesAsync(connection, await SelectAsync(connection, status, after, 0, StreamPage, cancellationToken), cancellationToken);
            foreach (Account account in page)
                yield return account;
            if (page.Count < StreamPage)
                yield break;
            after = page[^1].Id;
        }
    }

    /// <summary>Creates users, all or none.</summary>
    /// <exception cref="EmailTakenException">Another user has the address of one.</exception>
    public async Task<IReadOnlyList<Account>> CreateAsync(IReadOnlyList<NewAccount> accounts, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        long now = Now();
        var created = new List<Account>(accounts.Count);
        foreach (NewAccount account in accounts)
        {
            await using DbCommand insert = connection.Command(
                $"INSERT INTO accounts (name, email, status, created_at, updated_at) VALUES (@name, @email, @status, @now, @now) RETURNING {Columns}",
                ("name", account.Name), ("email", account.Email), ("status", (int)account.Status), ("now", now));
            insert.Transaction = transaction;
            try
            {
                created.AddRange(await ReadAccountsAsync(insert, cancellationToken));
            }
            catch (DbException failure) when (_dialect.IsDuplicate(failure))
            {
                throw new EmailTakenException(created.Count, failure);
            }
        }
        await transaction.CommitAsync(cancellationToken);
        return created;
    }

    /// <summary>Changes a user, as nobody else does meanwhile; null when there is none with the id.</summary>
    /// <exception cref="EmailTakenException">Another user has the new address.</exception>
    public async Task<Account?> UpdateAsync(long id, Func<Account, Account> change, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using DbCommand select = connection.Command($"SELECT {Columns} FROM accounts WHERE id = @id{_dialect.ForUpdate}", ("id", id));
        select.Transaction = transaction;
        if (await ReadAccountsAsync(select, cancellationToken) is not [Account before])
            return null;
        Account after = change(before);
        await using DbCommand update = connection.Command(
            $"UPDATE accounts SET name = @name, email = @email, status = @status, updated_at = @now WHERE id = @id RETURNING {Columns}",
            ("id", id), ("name", after.Name), ("email", after.Email), ("status", (int)after.Status), ("now", Now()));
        update.Transaction = transaction;
        try
        {
            List<Account> updated = await ReadAccountsAsync(update, cancellationToken);
            await transaction.CommitAsync(cancellationToken);
            return (await WithPurchasesAsync(connection, updated, cancellationToken))[0];
        }
        catch (DbException failure) when (_dialect.IsDuplicate(failure))
        {
            throw new EmailTakenException(0, failure);
        }
    }

    /// <summary>Deletes a user with its purchases; false when there is none with the id.</summary>
    public async Task<bool> DeleteAsync(long id, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using DbCommand delete = connection.Command("DELETE FROM accounts WHERE id = @id", ("id", id));
        return await delete.ExecuteNonQueryAsync(cancellationToken) == 1;
    }

    /// <summary>Notes an order of a user.</summary>
    public async Task AddPurchaseAsync(long accountId, string status, IReadOnlyList<PurchasedItem> items, CancellationToken cancellationToken)
    {
        await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using DbTransaction transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using DbCommand insert = connection.Command(
            "INSERT INTO purchases (account_id, total, status, created_at) VALUES (@account, @total, @status, @now) RETURNING id",
            ("account", accountId), ("total", items.Sum(item => item.Price * item.Quantity)), ("status", status), ("now", Now()));
        insert.Transaction = transaction;
        long id = (long)(await insert.ExecuteScalarAsync(cancellationToken))!;
        for (int line = 0; line < items.Count; line++)
        {
            PurchasedItem item = items[line];
            await using DbCommand add = connection.Command(
                "INSERT INTO purchased_items (purchase_id, line, product_id, name, price, quantity) VALUES (@purchase, @line, @product, @name, @price, @quantity)",
                ("purchase", id), ("line", line), ("product", item.ProductId), ("name", item.Name), ("price", item.Price), ("quantity", item.Quantity));
            add.Transaction = transaction;
            await add.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Closes the database.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_held is not null)
            await _held.DisposeAsync();
        await _source.DisposeAsync();
    }

    private static string SqliteConnectionString(string database)
    {
        var parts = new SqliteConnectionStringBuilder { DataSource = database, ForeignKeys = true };
        if (database == ":memory:")
        {
            // A name of its own for each, and one cache: without it every connection would have a database of its own.
            parts.DataSource = $"memory-{Guid.NewGuid():N}";
            parts.Mode = SqliteOpenMode.Memory;
            parts.Cache = SqliteCacheMode.Shared;
        }
        return parts.ConnectionString;
    }

    private static async Task<List<Account>> SelectAsync(
        DbConnection connection, AccountStatus? status, long after, int offset, int limit, CancellationToken cancellationToken)
    {
        await using DbCommand select = connection.Command(
            $"SELECT {Columns} FROM accounts WHERE (@status = 0 OR status = @status) AND id > @after ORDER BY id LIMIT @limit OFFSET @offset",
            ("status", (int)(status ?? 0)), ("after", after), ("limit", limit), ("offset", offset));
        return await ReadAccountsAsync(select, cancellationToken);
    }

    private static async Task<List<Account>> ReadAccountsAsync(DbCommand command, CancellationToken cancellationToken)
    {
        var accounts = new List<Account>();
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            accounts.Add(new Account(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), (AccountStatus)reader.GetInt32(3), Time(reader.GetInt64(4)), Time(reader.GetInt64(5))));
        return accounts;
    }

    // One query for the purchases of all users of a page, however many they are.
    private static async Task<IReadOnlyList<Account>> WithPurchasesAsync(DbConnection connection, List<Account> accounts, CancellationToken cancellationToken)
    {
        if (accounts.Count == 0)
            return accounts;
        await using DbCommand select = connection.Command($"""
            SELECT p.id, p.account_id, p.total, p.status, p.created_at, i.product_id, i.name, i.price, i.quantity
            FROM purchases p LEFT JOIN purchased_items i ON i.purchase_id = p.id
            WHERE p.account_id IN ({string.Join(", ", accounts.Select(account => account.Id))}) ORDER BY p.id, i.line
            """);
        var purchases = new List<Purchase>();
        await using DbDataReader reader = await select.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
        {
            if (purchases.Count == 0 || purchases[^1].Id != reader.GetInt64(0))
                purchases.Add(new Purchase(reader.GetInt64(0), reader.GetInt64(1), reader.GetDouble(2), reader.GetString(3), Time(reader.GetInt64(4)), new List<PurchasedItem>()));
            if (!reader.IsDBNull(5))
                ((List<PurchasedItem>)purchases[^1].Items).Add(new PurchasedItem(reader.GetString(5), reader.GetString(6), reader.GetDouble(7), reader.GetInt32(8)));
        }
        ILookup<long, Purchase> byAccount = purchases.ToLookup(purchase => purchase.AccountId);
        return [.. accounts.Select(account => account with { Purchases = [.. byAccount[account.Id]] })];
    }

    // Microseconds since 1970: what both databases can hold, and all that they are asked for.
    private long Now() => (_time.GetUtcNow() - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond;

    private static DateTimeOffset Time(long microseconds) => DateTimeOffset.UnixEpoch.AddTicks(microseconds * TimeSpan.TicksPerMicrosecond);
}
