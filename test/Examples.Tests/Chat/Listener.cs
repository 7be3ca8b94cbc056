using System.Threading.Channels;
using Chat;
using Chat.V1;
using Examples.Tests.Programs;

namespace Examples.Tests.Chat;

/// <summary>A member whose hearing a test looks at: reads all the time and keeps what it hears.</summary>
internal sealed class Listener : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Channel<Event> _heard = Channel.CreateUnbounded<Event>();
    private readonly TaskCompletionSource<Joined> _joined = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _work;

    public Listener(ChatSession session)
    {
        Session = session;
        _work = ReadAsync();
    }

    public ChatSession Session { get; }

    /// <summary>The first time that it was let in.</summary>
    public Task<Joined> JoinedAsync() => _joined.Task.WaitAsync(ExampleProcess.Limit);

    /// <summary>The next event.</summary>
    public async Task<Event> NextAsync() => await _heard.Reader.ReadAsync().AsTask().WaitAsync(ExampleProcess.Limit);

    /// <summary>The next thing that somebody said.</summary>
    public async Task<(string By, string Text)> NextSaidAsync()
    {
        while (true)
        {
            if (await NextAsync() is { Text: { } text } said)
                return (said.Member!.Name, text);
        }
    }

    /// <summary>What else has been heard by now, of what was said.</summary>
    public IReadOnlyList<string> RestSaid()
    {
        var rest = new List<string>();
        while (_heard.Reader.TryRead(out Event? what))
        {
            if (what.Text is { } text)
                rest.Add(text);
        }
        return rest;
    }

    /// <summary>Ends when the member has left.</summary>
    public Task EndedAsync() => _work.WaitAsync(ExampleProcess.Limit);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        Session.Dispose();
        _stop.Dispose();
    }

    private async Task ReadAsync()
    {
        try
        {
            await foreach (ChatNews news in Session.ReadAsync(_stop.Token))
            {
                if (news.Joined is { } joined)
                    _joined.TrySetResult(joined);
                if (news.Event is { } what)
                    _heard.Writer.TryWrite(what);
            }
        }
        catch (Exception failure)
        {
            _joined.TrySetException(failure);
            throw;
        }
    }
}
