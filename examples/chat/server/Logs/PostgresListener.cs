using System.Text.Json;
using System.Threading.Channels;
using Chat.V1;
using Npgsql;

namespace Chat.Server.Logs;

/// <summary>Hears the notifications of one database on a connection of its own, and makes up for those that it missed while it had none.</summary>
internal sealed class PostgresListener(NpgsqlDataSource source, string connectionString, Action<Event> deliver)
{
    private static readonly TimeSpan s_again = TimeSpan.FromSeconds(1);

    // Used by one task at a time: first StartAsync, then ListenAsync.
    private NpgsqlConnection? _connection;
    private Channel<string> _heard = Channel.CreateUnbounded<string>();
    private long _last;

    /// <summary>Connects. What happened before is not delivered, what happens from now on is.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await ConnectAsync(cancellationToken);
        await using NpgsqlCommand newest = source.CreateCommand("SELECT coalesce(max(id), 0) FROM chat_event");
        _last = (long)(await newest.ExecuteScalarAsync(cancellationToken))!;
    }

    /// <summary>Delivers until it is told to stop. A lost connection is made again.</summary>
    public async Task ListenAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                if (_connection is null)
                {
                    await ConnectAsync(cancellationToken);
                    await CatchUpAsync(cancellationToken);
                }
                while (true)
                {
                    while (_heard.Reader.TryRead(out string? payload))
                        await DeliverAsync(payload, cancellationToken);
                    await _connection!.WaitAsync(cancellationToken);
                }
            }
            catch (NpgsqlException failure)
            {
                Console.Error.WriteLine($"the database does not answer: {failure.Message}");
                if (_connection is not null)
                    await _connection.DisposeAsync();
                _connection = null;
                await Task.Delay(s_again, cancellationToken);
            }
            finally
            {
                if (cancellationToken.IsCancellationRequested && _connection is not null)
                    await _connection.DisposeAsync();
            }
        }
    }

    private async Task ConnectAsync(CancellationToken cancellationToken)
    {
        // Not from the pool: it is never given back, and a dead peer must be noticed although nothing is sent.
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(connectionString) { Pooling = false, KeepAlive = 5 }.ConnectionString);
        _heard = Channel.CreateUnbounded<string>();
        connection.Notification += (_, told) => _heard.Writer.TryWrite(told.Payload);
        try
        {
            await connection.OpenAsync(cancellationToken);
            await using var listen = new NpgsqlCommand("LISTEN chat_event", connection);
            await listen.ExecuteNonQueryAsync(cancellationToken);
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
        _connection = connection;
    }

    // After LISTEN, so that nothing falls between the two; what comes twice is known by its id.
    private async Task CatchUpAsync(CancellationToken cancellationToken)
    {
        await using NpgsqlCommand missed = source.CreateCommand($"SELECT {PostgresSchema.Columns} FROM chat_event WHERE id > $1 ORDER BY id");
        missed.Parameters.Add(new NpgsqlParameter { Value = _last });
        await using NpgsqlDataReader reader = await missed.ExecuteReaderAsync(cancellationToken);
        while (await reader.ReadAsync(cancellationToken))
            DeliverOnce(PostgresSchema.ReadEvent(reader));
    }

    private async Task DeliverAsync(string payload, CancellationToken cancellationToken)
    {
        using JsonDocument json = JsonDocument.Parse(payload);
        JsonElement row = json.RootElement;
        long id = row.GetProperty("id").GetInt64();
        DeliverOnce(row.TryGetProperty("room", out JsonElement room) ? FromJson(id, room, row) : await ReadAsync(id, cancellationToken));
    }

    private static Event FromJson(long id, JsonElement room, JsonElement row) => PostgresSchema.Event(
        id, room.GetString()!, row.GetProperty("kind").GetString()!, new Member { Id = row.GetProperty("member_id").GetString()!, Name = row.GetProperty("member_name").GetString()! },
        row.GetProperty("number") is { ValueKind: JsonValueKind.Number } number ? number.GetInt64() : 0, row.GetProperty("body").GetString()!, row.GetProperty("at").GetDateTimeOffset());

    private async Task<Event> ReadAsync(long id, CancellationToken cancellationToken)
    {
        await using NpgsqlCommand command = source.CreateCommand($"SELECT {PostgresSchema.Columns} FROM chat_event WHERE id = $1");
        command.Parameters.Add(new NpgsqlParameter { Value = id });
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(cancellationToken);
        await reader.ReadAsync(cancellationToken);
        return PostgresSchema.ReadEvent(reader);
    }

    private void DeliverOnce(Event what)
    {
        if (what.Id <= _last)
            return;
        _last = what.Id;
        deliver(what);
    }
}
