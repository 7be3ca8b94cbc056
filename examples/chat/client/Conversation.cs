using Chat.V1;
using Peregrine;

namespace Chat.Client;

/// <summary>Lets the user and the room talk with each other, until one of them is done.</summary>
internal sealed class Conversation(ChatSession session, ChatService.ChatServiceClient client, Screen screen)
{
    // Of the task that hears the room; the other one only reads it, for /who.
    private volatile Dictionary<string, Member> _members = [];
    private string _me = "";

    /// <summary>Gives the program's exit code.</summary>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task talking = TalkAsync(end.Token);
        try
        {
            await foreach (ChatNews news in session.ReadAsync(cancellationToken))
                Show(news);
            return 0;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // Ctrl-C: the server sees the connection go.
            return 0;
        }
        catch (RpcException refused)
        {
            screen.Tell($"the server refuses: {refused.Status.Detail}");
            return 1;
        }
        finally
        {
            await end.CancelAsync();
            await talking.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task TalkAsync(CancellationToken cancellationToken)
    {
        Task last = Task.CompletedTask;
        while (await screen.ReadAsync(cancellationToken) is { } line && line != "/quit")
        {
            switch (line.Trim())
            {
                case "":
                    break;
                case "/who":
                    screen.Tell($"here: {string.Join(", ", _members.Values.Select(member => member.Name).Order(StringComparer.CurrentCultureIgnoreCase))}");
                    break;
                case "/rooms":
                    await TellRoomsAsync();
                    break;
                case ['/', ..] command:
                    screen.Tell(command == "/help" ? "/who, /rooms, /quit; everything else is said" : $"there is no {command}: /help");
                    break;
                case var text:
                    last = session.SayAsync(text);
                    break;
            }
        }
        // What was said is heard before we go.
        await last.WaitAsync(cancellationToken);
        await session.LeaveAsync();
    }

    private async Task TellRoomsAsync()
    {
        (ListRoomsResponse? rooms, Status status) = await client.ListRoomsAsync(new ListRoomsRequest(), deadline: DateTime.UtcNow.AddSeconds(30)).AsResult();
        screen.Tell(rooms is null ? status.Detail : $"rooms: {string.Join(", ", rooms.Rooms.Select(room => $"{room.Name} ({room.Members})"))}");
    }

    private void Show(ChatNews news)
    {
        if (news.Lost is { } lost)
        {
            screen.Tell($"not connected ({lost.Detail}), trying again");
        }
        else if (news.Joined is { } joined)
        {
            _me = joined.Me!.Id;
            _members = joined.Members.ToDictionary(member => member.Id);
            screen.Tell($"you are in with {(joined.Members.Count == 1 ? "nobody else yet" : string.Join(", ", joined.Members.Where(member => member.Id != _me).Select(member => member.Name)))} (/help)");
            if (joined.IsIncomplete)
                screen.Tell("more was said meanwhile than is kept");
        }
        else if (news.Event is { } what)
        {
            Show(what, what.Member!);
        }
    }

    private void Show(Event what, Member by)
    {
        if (what.Entered is not null)
        {
            // Who was away for a moment comes back as who they were.
            if (!_members.ContainsKey(by.Id))
                screen.Tell($"{by.Name} came");
            _members = new Dictionary<string, Member>(_members) { [by.Id] = by };
        }
        else if (what.Left is { } left)
        {
            if (_members.ContainsKey(by.Id) && by.Id != _me)
                screen.Tell($"{by.Name} went ({left.Reason})");
            _members = _members.Where(member => member.Key != by.Id).ToDictionary();
        }
        else if (what.Text is { } text)
        {
            screen.Say(what.Time!.ToDateTimeOffset(), by, text, by.Id == _me);
        }
    }
}
