using System.Diagnostics;
using Npgsql;
using Peregrine.Testing;

namespace Examples.Tests.Postgres;

/// <summary>
/// A private PostgreSQL server in a folder of its own, listening on the loopback interface: one for a whole test run, started when a test first asks
/// for it, gone with its files when the run ends. Tests do not see each other: each makes a database.
/// </summary>
internal sealed class PostgresServer
{
    private static readonly Lazy<Task<PostgresServer>> s_shared = new(StartAsync);

    private readonly string _folder;
    private readonly int _port;
    private int _databases;

    private PostgresServer(string folder, int port)
    {
        _folder = folder;
        _port = port;
    }

    /// <summary>The server of this test run.</summary>
    public static Task<PostgresServer> SharedAsync() => s_shared.Value;

    /// <summary>Makes an empty database and gives its connection string.</summary>
    public async Task<string> CreateDatabaseAsync()
    {
        string name = $"test{Interlocked.Increment(ref _databases)}";
        await using var connection = new NpgsqlConnection(ConnectionString("postgres"));
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"CREATE DATABASE {name}", connection);
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    private static async Task<PostgresServer> StartAsync()
    {
        var server = new PostgresServer(Directory.CreateTempSubdirectory("peregrine-postgres-").FullName, ReservedPort.Take());
        if (PostgresPrograms.MustChangeUser)
            await ChangeOwnerAsync(server._folder);
        PostgresPrograms.StopWithThisProcess(server._folder);
        string data = Path.Combine(server._folder, "data");
        await PostgresPrograms.RunAsync("initdb", "--pgdata", data, "--username", "postgres", "--auth", "trust", "--encoding", "UTF8", "--no-locale", "--no-sync", "--no-instructions");
        // What a test loses with the power does not matter; waiting for disks does.
        string options = $"-p {server._port} -k {server._folder} -c listen_addresses=127.0.0.1 -c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=200";
        await PostgresPrograms.RunAsync("pg_ctl", "start", "--silent", "--wait", "--pgdata", data, "--log", Path.Combine(server._folder, "log"), "--options", options);
        return server;
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=postgres;Database={database}";

    private static async Task ChangeOwnerAsync(string folder)
    {
        using Process process = Process.Start("chown", [PostgresPrograms.User, folder]);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{folder} could not be given to {PostgresPrograms.User}");
    }
}
