using System.Threading.Channels;
using Chat.V1;
using Npgsql;
using NpgsqlTypes;
using Peregrine;

namespace Chat.Server.Logs;

/// <summary>
/// The rooms of all servers that use one PostgreSQL database. What happens is a row of chat_event; a trigger tells every server by NOTIFY, also the one it
/// comes from. Rows are written under one lock, so that the order of ids is the order of commits: a server that lost its connection reads on after
/// the last id that it has seen, and misses and repeats nothing.
/// </summary>
internal sealed class PostgresChatLog : ChatLog
{
    private const int MaxBatch = 256;

    private static readonly TimeSpan s_heartbeat = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan s_deadAfter = TimeSpan.FromSeconds(10);

    private readonly string _server = Guid.NewGuid().ToString("N");
    private readonly NpgsqlDataSource _source;
    private readonly PostgresListener _listener;
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Write> _writes = Channel.CreateBounded<Write>(new BoundedChannelOptions(4096) { SingleReader = true });
    private Task _work = Task.CompletedTask;

    public PostgresChatLog(string connectionString)
    {
        _source = NpgsqlDataSource.Create(connectionString);
        _listener = new PostgresListener(_source, connectionString, what => Deliver(what));
    }

    public override async Task StartAsync()
    {
        await using (NpgsqlCommand create = _source.CreateCommand(PostgresSchema.Create))
            await create.ExecuteNonQueryAsync(_stop.Token);
        await BeatAsync();
        await _listener.StartAsync(_stop.Token);
        _work = Task.WhenAll(WriteAllAsync(), KeepBeatingAsync(), _listener.ListenAsync(_stop.Token));
    }

    public override Task<long> EnterAsync(string room, Member member, string connection) => EnqueueAsync(
        PostgresSchema.Enter, Text(room), Text(member.Id), Text(member.Name), Text(connection), Text(_server));

    public override Task LeaveAsync(string room, Member member, string connection, string reason) =>
        EnqueueAsync(PostgresSchema.Leave, Text(room), Text(member.Id), Text(connection), Text(reason));

    public override Task SayAsync(string room, Member member, long number, string text) =>
        EnqueueAsync(PostgresSchema.Say, Text(room), Text(member.Id), Text(member.Name), new NpgsqlParameter { Value = number }, Text(text));

    public override async Task<RoomView> ReadAsync(string room, Member member, long at, long after, int limit)
    {
        await using NpgsqlBatch batch = _source.CreateBatch();
        batch.BatchCommands.Add(Command(PostgresSchema.ReadMembers, Text(room), new NpgsqlParameter { Value = at }));
        batch.BatchCommands.Add(Command(PostgresSchema.ReadLastNumber, Text(room), Text(member.Id)));
        // One more than asked for, to know whether there are more.
        batch.BatchCommands.Add(Command(
            PostgresSchema.ReadMessages, Text(room), new NpgsqlParameter { Value = at }, new NpgsqlParameter { Value = after }, new NpgsqlParameter { Value = limit + 1 }));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(_stop.Token);
        var members = new List<Member>();
        while (await reader.ReadAsync(_stop.Token))
            members.Add(new Member { Id = reader.GetString(0), Name = reader.GetString(1) });
        await reader.NextResultAsync(_stop.Token);
        await reader.ReadAsync(_stop.Token);
        long lastNumber = reader.GetInt64(0);
        await reader.NextResultAsync(_stop.Token);
        var messages = new List<Event>();
        while (await reader.ReadAsync(_stop.Token))
            messages.Add(PostgresSchema.ReadEvent(reader));
        bool isIncomplete = after > 0 && messages.Count > limit;
        if (messages.Count > limit)
            messages.RemoveAt(messages.Count - 1);
        messages.Reverse();
        return new RoomView(members, messages, isIncomplete, lastNumber);
    }

    public override async Task<IReadOnlyList<Room>> ListRoomsAsync()
    {
        await using NpgsqlCommand command = _source.CreateCommand("SELECT room, count(*)::int FROM chat_member GROUP BY room ORDER BY room");
        await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(_stop.Token);
        var rooms = new List<Room>();
        while (await reader.ReadAsync(_stop.Token))
            rooms.Add(new Room { Name = reader.GetString(0), Members = reader.GetInt32(1) });
        return rooms;
    }

    public override async ValueTask DisposeAsync()
    {
        // What members did before they were sent away is still written.
        _writes.Writer.TryComplete();
        await Task.WhenAny(_writes.Reader.Completion, Task.Delay(s_heartbeat));
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
        await _source.DisposeAsync();
    }

    private async Task<long> EnqueueAsync(string sql, params NpgsqlParameter[] parameters)
    {
        var write = new Write(Command(sql, parameters));
        try
        {
            await _writes.Writer.WriteAsync(write, _stop.Token);
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or ChannelClosedException)
        {
            throw new RpcException(new Status(StatusCode.Unavailable, "the server stops"));
        }
        return await write.Done.Task;
    }

    // One task writes for the whole server, as many events in one transaction as wait: a busy room costs a commit now and then, not one a message.
    private async Task WriteAllAsync()
    {
        var some = new List<Write>();
        while (await _writes.Reader.WaitToReadAsync(_stop.Token))
        {
            some.Clear();
            while (some.Count < MaxBatch && _writes.Reader.TryRead(out Write? write))
                some.Add(write);
            try
            {
                await WriteAsync(some);
            }
            catch (Exception failure) when (failure is NpgsqlException or OperationCanceledException)
            {
                Console.Error.WriteLine($"the database did not take {some.Count} events: {failure.Message}");
                // Nothing of the transaction is in the database. The members join again and repeat what they have not heard.
                foreach (Write write in some)
                    write.Done.TrySetException(new RpcException(new Status(StatusCode.Unavailable, "the database is unavailable")));
            }
        }
    }

    private async Task WriteAsync(List<Write> some)
    {
        await using NpgsqlBatch batch = _source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresSchema.Lock));
        foreach (Write write in some)
            batch.BatchCommands.Add(write.Command);
        var ids = new long[some.Count];
        await using (NpgsqlDataReader reader = await batch.ExecuteReaderAsync(_stop.Token))
        {
            for (int i = 0; i < some.Count; i++)
            {
                await reader.NextResultAsync(_stop.Token);
                ids[i] = await reader.ReadAsync(_stop.Token) ? reader.GetInt64(0) : 0;
            }
        }
        for (int i = 0; i < some.Count; i++)
            some[i].Done.TrySetResult(ids[i]);
    }

    private async Task KeepBeatingAsync()
    {
        using var timer = new PeriodicTimer(s_heartbeat);
        while (await timer.WaitForNextTickAsync(_stop.Token))
        {
            try
            {
                if (!await BeatAsync())
                    Disown("this server was taken for dead: join again");
                await BuryAsync();
            }
            catch (NpgsqlException failure)
            {
                Console.Error.WriteLine($"the database does not answer: {failure.Message}");
            }
        }
    }

    // False when others have taken this server for dead meanwhile and its members for gone.
    private async Task<bool> BeatAsync()
    {
        await using NpgsqlCommand command = _source.CreateCommand(PostgresSchema.Beat);
        command.Parameters.Add(Text(_server));
        return (bool)(await command.ExecuteScalarAsync(_stop.Token))!;
    }

    // The members of a server that does not beat any more have gone, whoever notices.
    private async Task BuryAsync()
    {
        await using NpgsqlBatch batch = _source.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(PostgresSchema.Lock));
        batch.BatchCommands.Add(Command(PostgresSchema.Bury, new NpgsqlParameter { Value = s_deadAfter, NpgsqlDbType = NpgsqlDbType.Interval }));
        await batch.ExecuteNonQueryAsync(_stop.Token);
    }

    private static NpgsqlParameter Text(string value) => new() { Value = value };

    private static NpgsqlBatchCommand Command(string sql, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(sql);
        command.Parameters.AddRange(parameters);
        return command;
    }

    /// <summary>Something to write, and who waits for its id.</summary>
    private sealed record Write(NpgsqlBatchCommand Command)
    {
        public TaskCompletionSource<long> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
