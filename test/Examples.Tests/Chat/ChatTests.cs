using Chat.V1;
using Examples.Tests.Programs;
using Peregrine;

namespace Examples.Tests.Chat;

/// <summary>One server, members without screens.</summary>
public sealed class ChatTests
{
    [Fact]
    public async Task Everybody_in_the_room_hears_each_message_once_the_sender_too_and_nobody_elsewhere()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        await using var ada = new Listener(server.Session("Ada"));
        await using var bob = new Listener(server.Session("Bob"));
        await using var eve = new Listener(server.Session("Eve", "elsewhere"));
        await Task.WhenAll(ada.JoinedAsync(), bob.JoinedAsync(), eve.JoinedAsync());

        for (int i = 0; i < 50; i++)
            await Task.WhenAll(ada.Session.SayAsync($"a{i}"), bob.Session.SayAsync($"b{i}"));
        await eve.Session.SayAsync("alone");

        var heard = new List<(string By, string Text)>();
        for (int i = 0; i < 100; i++)
            heard.Add(await ada.NextSaidAsync());
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"a{i}"), heard.Where(said => said.By == "Ada").Select(said => said.Text));
        Assert.Equal(Enumerable.Range(0, 50).Select(i => $"b{i}"), heard.Where(said => said.By == "Bob").Select(said => said.Text));
        for (int i = 0; i < 100; i++)
            Assert.Equal(heard[i], await bob.NextSaidAsync());
        Assert.Equal(("Eve", "alone"), await eve.NextSaidAsync());
        Assert.Empty(ada.RestSaid().Concat(bob.RestSaid()).Concat(eve.RestSaid()));
    }

    [Fact]
    public async Task Who_joins_sees_who_is_there_and_what_was_said_and_the_others_see_who_comes_and_goes()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        await using var ada = new Listener(server.Session("Ada"));
        await ada.JoinedAsync();
        for (int i = 0; i < 5; i++)
            await ada.Session.SayAsync($"before {i}");

        await using var bob = new Listener(server.Session("Bob", history: 3));
        Joined joined = await bob.JoinedAsync();
        Assert.Equal(["Ada", "Bob"], joined.Members.Select(member => member.Name));
        Assert.Equal(["before 2", "before 3", "before 4"], joined.History.Select(message => message.Text));
        Assert.Equal([new Room { Name = "lobby", Members = 2 }], (await server.Client.ListRoomsAsync(new ListRoomsRequest())).Rooms);

        await bob.Session.LeaveAsync();
        await bob.EndedAsync();
        Event what;
        do
            what = await ada.NextAsync();
        while (what.Left is null);
        Assert.Equal(("Bob", "left"), (what.Member!.Name, what.Left.Reason));
    }

    [Fact]
    public async Task A_member_whose_process_is_killed_leaves_the_room()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        await using var ada = new Listener(server.Session("Ada"));
        await ada.JoinedAsync();
        await using ExampleProcess bob = server.StartClient("Bob");
        await bob.WaitForLineAsync("you are in with Ada");

        bob.Kill();

        Event what;
        do
            what = await ada.NextAsync();
        while (what.Left is null);
        Assert.Equal(("Bob", "connection lost"), (what.Member!.Name, what.Left.Reason));
    }

    [Fact]
    public async Task Who_does_not_read_is_sent_away_stops_nobody_and_gets_all_the_rest_on_joining_again()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync("--queue", "50");
        await using GrpcChannel channel = server.NarrowChannel();
        using AsyncDuplexStreamingCall<ClientMessage, ServerMessage> slow = new ChatService.ChatServiceClient(channel).Chat();
        var join = new Join { Room = "lobby", Name = "Slow", Session = "a session of its own" };
        await slow.RequestStream.WriteAsync(new ClientMessage { Join = join });
        Assert.True(await slow.ResponseStream.MoveNext(CancellationToken.None));
        await using var ada = new Listener(server.Session("Ada"));
        await ada.JoinedAsync();

        // More than all windows and queues between the two hold.
        string text = new('x', 4000);
        for (int i = 0; i < 200; i++)
            await ada.Session.SayAsync($"{i} {text}");

        var heard = new List<Event>();
        RpcException away = await Assert.ThrowsAsync<RpcException>(async () =>
        {
            while (await slow.ResponseStream.MoveNext(CancellationToken.None))
                heard.Add(slow.ResponseStream.Current.Event!);
        });
        Assert.Equal(StatusCode.ResourceExhausted, away.StatusCode);
        Assert.Contains("50 events wait for you", away.Status.Detail, StringComparison.Ordinal);
        join.After = heard[^1].Id;
        using AsyncDuplexStreamingCall<ClientMessage, ServerMessage> again = new ChatService.ChatServiceClient(channel).Chat();
        await again.RequestStream.WriteAsync(new ClientMessage { Join = join });
        Assert.True(await again.ResponseStream.MoveNext(CancellationToken.None));
        Joined joined = again.ResponseStream.Current.Joined!;
        Assert.False(joined.IsIncomplete);
        Assert.Equal(
            Enumerable.Range(0, 200).Select(i => $"{i} {text}"),
            heard.Concat(joined.History).Where(what => what.Text is not null).Select(what => what.Text));
    }

    [Fact]
    public async Task What_was_said_before_the_connection_was_lost_is_not_said_again()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        await using var ada = new Listener(server.Session("Ada"));
        await ada.JoinedAsync();
        var join = new ClientMessage { Join = new Join { Room = "lobby", Name = "Bob", Session = "a session of its own" } };

        for (int connection = 0; connection < 2; connection++)
        {
            using AsyncDuplexStreamingCall<ClientMessage, ServerMessage> bob = server.Client.Chat();
            await bob.RequestStream.WriteAsync(join);
            Assert.True(await bob.ResponseStream.MoveNext(CancellationToken.None));
            Assert.Equal(connection * 2, bob.ResponseStream.Current.Joined!.LastNumber);
            // The second time one more than the first.
            for (int number = 1; number <= 2 + connection; number++)
                await bob.RequestStream.WriteAsync(new ClientMessage { Say = new Say { Text = $"b{number}", Number = number } });
            while (await bob.ResponseStream.MoveNext(CancellationToken.None) && bob.ResponseStream.Current.Event!.Number < 2 + connection)
            {
            }
        }

        for (int number = 1; number <= 3; number++)
            Assert.Equal(("Bob", $"b{number}"), await ada.NextSaidAsync());
        await ada.Session.SayAsync("end");
        Assert.Equal(("Ada", "end"), await ada.NextSaidAsync());
    }

    [Theory]
    [InlineData("no/room", "Ada", "a session of its own", "a room has")]
    [InlineData("lobby", "", "a session of its own", "a name has")]
    [InlineData("lobby", "Ada", "short", "a session has at least 16 characters, not 5")]
    public async Task A_join_that_cannot_be_is_refused_with_the_reason(string room, string name, string session, string reason)
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        using AsyncDuplexStreamingCall<ClientMessage, ServerMessage> call = server.Client.Chat();
        await call.RequestStream.WriteAsync(new ClientMessage { Join = new Join { Room = room, Name = name, Session = session } });

        RpcException refused = await Assert.ThrowsAsync<RpcException>(() => call.ResponseStream.MoveNext(CancellationToken.None));

        Assert.Equal(StatusCode.InvalidArgument, refused.StatusCode);
        Assert.StartsWith(reason, refused.Status.Detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_server_although_members_are_there()
    {
        await using ChatServerProcess server = await ChatServerProcess.StartAsync();
        await using var ada = new Listener(server.Session("Ada"));
        await ada.JoinedAsync();

        server.Process.Interrupt();

        Assert.Equal(0, await server.Process.ExitCodeAsync());
        Assert.Contains("stopped", server.Process.Output, StringComparison.Ordinal);
    }
}
