using Chat.V1;
using Examples.Tests.Postgres;
using Npgsql;
using Peregrine;
using Peregrine.Testing;

namespace Examples.Tests.Chat;

/// <summary>Servers that share their rooms through PostgreSQL.</summary>
public sealed class ChatPostgresTests
{
    [PostgresFact]
    public async Task Members_on_two_servers_hear_the_same_in_the_same_order_long_texts_too()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        ChatServerProcess[] servers = await Task.WhenAll(ChatServerProcess.StartAsync("--postgres", database), ChatServerProcess.StartAsync("--postgres", database));
        await using ChatServerProcess first = servers[0], second = servers[1];
        await using var ada = new Listener(first.Session("Ada"));
        await ada.JoinedAsync();
        await using var bob = new Listener(second.Session("Bob"));
        Assert.Equal(["Ada", "Bob"], (await bob.JoinedAsync()).Members.Select(member => member.Name));

        // A notification holds 8,000 bytes.
        string[] texts = ["short", new string('x', 7_990), new string('y', 16_000), "€" + new string('€', 15_000), "last"];
        foreach (string text in texts)
            await Task.WhenAll(ada.Session.SayAsync(text), bob.Session.SayAsync(text));

        var heard = new List<(string By, string Text)>();
        for (int i = 0; i < texts.Length * 2; i++)
            heard.Add(await ada.NextSaidAsync());
        Assert.Equal(texts, heard.Where(said => said.By == "Ada").Select(said => said.Text));
        Assert.Equal(texts, heard.Where(said => said.By == "Bob").Select(said => said.Text));
        foreach ((string By, string Text) said in heard)
            Assert.Equal(said, await bob.NextSaidAsync());
        Assert.Equal([new Room { Name = "lobby", Members = 2 }], (await second.Client.ListRoomsAsync(new ListRoomsRequest())).Rooms);

        await using var late = new Listener(second.Session("Cyd", history: 2));
        Assert.Equal(heard.TakeLast(2).Select(said => said.Text), (await late.JoinedAsync()).History.Select(message => message.Text));
    }

    [PostgresFact]
    public async Task A_server_whose_database_connections_are_cut_misses_nothing_and_repeats_nothing()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using ChatServerProcess server = await ChatServerProcess.StartAsync("--postgres", database);
        await using var ada = new Listener(server.Session("Ada"));
        await using var bob = new Listener(server.Session("Bob"));
        await Task.WhenAll(ada.JoinedAsync(), bob.JoinedAsync());
        await using var connection = new NpgsqlConnection(database);
        await connection.OpenAsync();

        for (int i = 0; i < 40; i++)
        {
            Task said = ada.Session.SayAsync($"{i}");
            if (i % 10 == 5)
            {
                await using var cut = new NpgsqlCommand("SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()", connection);
                await cut.ExecuteNonQueryAsync();
            }
            await said.WaitAsync(Programs.ExampleProcess.Limit);
        }

        for (int i = 0; i < 40; i++)
            Assert.Equal(("Ada", $"{i}"), await bob.NextSaidAsync());
        Assert.Empty(bob.RestSaid());
    }

    [PostgresFact]
    public async Task The_members_of_a_server_that_is_killed_leave_and_go_on_where_they_were_on_another()
    {
        string database = await (await PostgresServer.SharedAsync()).CreateDatabaseAsync();
        await using ChatServerProcess stays = await ChatServerProcess.StartAsync("--postgres", database);
        await using var ada = new Listener(stays.Session("Ada"));
        await ada.JoinedAsync();
        string url = $"http://127.0.0.1:{ReservedPort.Take()}";
        ChatServerProcess dies = await ChatServerProcess.StartAsync("--postgres", database, "--url", url);
        await using var bob = new Listener(dies.Session("Bob"));
        await bob.JoinedAsync();
        var cyd = new Listener(dies.Session("Cyd"));
        await cyd.JoinedAsync();

        dies.Process.Kill();
        await ada.Session.SayAsync("while you were away");
        await cyd.DisposeAsync();
        await using ChatServerProcess again = await ChatServerProcess.StartAsync("--postgres", database, "--url", url);

        Assert.Equal(("Ada", "while you were away"), await bob.NextSaidAsync());
        Event what;
        do
            what = await ada.NextAsync();
        while (what.Left is not { Reason: "server lost" });
        Assert.Equal("Cyd", what.Member!.Name);
        await bob.Session.SayAsync("back");
        Assert.Equal(("Bob", "back"), await SaidByBobAsync());
        await dies.DisposeAsync();

        async Task<(string By, string Text)> SaidByBobAsync()
        {
            while (true)
            {
                (string By, string Text) said = await ada.NextSaidAsync();
                if (said.By == "Bob")
                    return said;
            }
        }
    }
}
