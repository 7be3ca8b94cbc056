using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;
using Peregrine.Health;
using ServingStatus = Peregrine.Health.HealthCheckResponse.ServingStatus;

namespace Shop;

/// <summary>
/// A service's database: a SQLite file that needs no setup, or PostgreSQL. Both pool their connections and understand the SQL of these services, so that
/// the code above is the same. A database that is not there yet does not keep the service from starting: the service says NOT_SERVING until it is.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private static readonly TimeSpan s_checkEvery = TimeSpan.FromSeconds(2);

    private readonly DbDataSource _source;
    private readonly string[] _schema;
    private readonly HealthService _health;
    private readonly CancellationTokenSource _stop = new();
    private Task _watch = Task.CompletedTask;
    private bool _isReady;

    private Database(DbDataSource source, string[] schema, HealthService health)
    {
        _source = source;
        _schema = schema;
        _health = health;
    }

    /// <summary>Opens a database, makes its tables if it has none, and from then on watches whether it answers.</summary>
    /// <param name="where">The file of a SQLite database, or a connection string of PostgreSQL, which has a <c>Host=</c>.</param>
    /// <param name="schema">What makes the tables and their first rows; harmless to run again.</param>
    /// <param name="health">Is told how the database is.</param>
    public static async Task<Database> OpenAsync(string where, string[] schema, HealthService health)
    {
        DbDataSource source = where.Contains("Host=", StringComparison.OrdinalIgnoreCase)
            ? NpgsqlDataSource.Create(where)
            : SqliteFactory.Instance.CreateDataSource(new SqliteConnectionStringBuilder { DataSource = Path.GetFullPath(where) }.ToString());
        var database = new Database(source, schema, health);
        await database.CheckAsync(isFirst: true);
        database._watch = database.WatchAsync();
        return database;
    }

    /// <summary>Runs a query and reads its rows.</summary>
    /// <param name="sql">With parameters <c>@p0</c>, <c>@p1</c>, ….</param>
    /// <param name="read">Makes a value of a row.</param>
    /// <param name="cancellationToken">Ends the query.</param>
    /// <param name="parameters">The values of the parameters.</param>
    public async Task<List<T>> QueryAsync<T>(string sql, Func<DbDataReader, T> read, CancellationToken cancellationToken, params object[] parameters)
    {
        await using DbConnection connection = await _source.OpenConnectionAsync(cancellationToken);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = sql;
        for (int i = 0; i < parameters.Length; i++)
        {
            DbParameter parameter = command.CreateParameter();
            (parameter.ParameterName, parameter.Value) = ($"@p{i}", parameters[i]);
            command.Parameters.Add(parameter);
        }
        await using DbDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        var rows = new List<T>();
        while (await reader.ReadAsync(cancellationToken))
            rows.Add(read(reader));
        return rows;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _watch;
        _stop.Dispose();
        await _source.DisposeAsync();
    }

    private async Task WatchAsync()
    {
        using var timer = new PeriodicTimer(s_checkEvery);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await CheckAsync(isFirst: false);
        }
        catch (OperationCanceledException)
        {
            // The service stops.
        }
    }

    private async Task CheckAsync(bool isFirst)
    {
        bool wasReady = _isReady;
        try
        {
            foreach (string statement in wasReady ? ["SELECT 1"] : _schema)
                await QueryAsync(statement, _ => 0, _stop.Token);
            _isReady = true;
            if (!wasReady && !isFirst)
                Console.WriteLine("the database answers");
        }
        catch (Exception failure) when (failure is DbException or TimeoutException)
        {
            _isReady = false;
            if (wasReady || isFirst)
                Console.WriteLine($"the database does not answer, looking again every {s_checkEvery.TotalSeconds:0} s: {failure.Message}");
        }
        _health.SetStatus("", _isReady ? ServingStatus.Serving : ServingStatus.NotServing);
    }
}
