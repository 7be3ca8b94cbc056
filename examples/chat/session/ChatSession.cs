using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Chat.V1;
using Peregrine;

namespace Chat;

/// <summary>
/// A member of a room, as a program: hears each event once and in order, and what it says is said once, over as many connections as it takes. When a
/// connection is lost it joins again after the last event it has heard, and repeats what it has not heard come back. Read from one place, say from any.
/// </summary>
public sealed class ChatSession : IDisposable
{
    private static readonly TimeSpan s_firstWait = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_longestWait = TimeSpan.FromSeconds(5);

    private readonly ChatService.ChatServiceClient _client;
    private readonly string _room;
    private readonly string _name;
    private readonly int _history;
    private readonly string _session = Convert.ToHexStringLower(System.Security.Cryptography.RandomNumberGenerator.GetBytes(16));
    private readonly SemaphoreSlim _writing = new(1);
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Queue<Unheard> _unheard = [];
    private long _lastNumber;
    private bool _isLeaving;

    // Guarded by _writing. Null while there is no connection that has joined.
    private AsyncDuplexStreamingCall<ClientMessage, ServerMessage>? _call;

    // Of the reader.
    private long _lastEvent;
    private string _me = "";

    /// <summary>Creates a member; it joins when <see cref="ReadAsync"/> begins.</summary>
    /// <param name="client">The service.</param>
    /// <param name="room">The room.</param>
    /// <param name="name">What the others call it.</param>
    /// <param name="history">Earlier messages that it wants to see at most.</param>
    public ChatSession(ChatService.ChatServiceClient client, string room, string name, int history = 20)
    {
        _client = client;
        _room = room;
        _name = name;
        _history = history;
    }

    /// <summary>
    /// What happens, until <see cref="LeaveAsync"/> or the token. The server waits for who reads slowly as long as its queue allows, and then sends it away,
    /// after which it joins again.
    /// </summary>
    /// <param name="cancellationToken">Goes without saying goodbye.</param>
    /// <exception cref="RpcException">The server refuses this member.</exception>
    public async IAsyncEnumerable<ChatNews> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        // No more than one is read ahead, so that a slow reader is one for the server, too.
        var news = Channel.CreateBounded<ChatNews>(1);
        using var end = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Task work = RunAsync(news.Writer, end.Token);
        try
        {
            await foreach (ChatNews one in news.Reader.ReadAllAsync(cancellationToken))
                yield return one;
        }
        finally
        {
            await end.CancelAsync();
            await work.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
        await work;
    }

    /// <summary>Says something. Completes when it has been heard by the room, in its order.</summary>
    public async Task SayAsync(string text)
    {
        var one = new Unheard(text);
        await _writing.WaitAsync();
        try
        {
            lock (_gate)
            {
                one.Number = ++_lastNumber;
                _unheard.Enqueue(one);
            }
            if (_call is not null)
                await TrySayAsync(_call, one);
        }
        finally
        {
            _writing.Release();
        }
        await one.Heard.Task;
    }

    /// <summary>Says goodbye; <see cref="ReadAsync"/> ends when everything up to there has been heard.</summary>
    public async Task LeaveAsync()
    {
        await _writing.WaitAsync();
        try
        {
            lock (_gate)
                _isLeaving = true;
            if (_call is not null)
                await _call.RequestStream.CompleteAsync();
        }
        catch (RpcException)
        {
            // The connection has gone before us.
        }
        finally
        {
            _writing.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _writing.Dispose();

    private async Task RunAsync(ChannelWriter<ChatNews> news, CancellationToken cancellationToken)
    {
        Exception? refused = null;
        try
        {
            TimeSpan wait = s_firstWait;
            while (true)
            {
                long began = Environment.TickCount64;
                RpcException? lost = await TalkAsync(news, cancellationToken);
                lock (_gate)
                {
                    if (lost is null || _isLeaving)
                        break;
                }
                // Only a connection that has lasted begins anew: a room full of members who cannot keep up would be kept busy by their coming and going.
                wait = Environment.TickCount64 - began > s_longestWait.TotalMilliseconds ? s_firstWait : wait;
                await news.WriteAsync(new ChatNews(Lost: lost.Status), cancellationToken);
                await Task.Delay(wait, cancellationToken);
                wait = wait * 2 < s_longestWait ? wait * 2 : s_longestWait;
            }
        }
        catch (Exception failure) when (failure is RpcException or OperationCanceledException)
        {
            refused = failure;
        }
        finally
        {
            news.TryComplete(refused);
            lock (_gate)
            {
                foreach (Unheard one in _unheard)
                    one.Heard.TrySetCanceled(CancellationToken.None);
            }
        }
    }

    // One connection. Null when it ended as it should, why it was lost when another one may follow; throws when not.
    private async Task<RpcException?> TalkAsync(ChannelWriter<ChatNews> news, CancellationToken cancellationToken)
    {
        using AsyncDuplexStreamingCall<ClientMessage, ServerMessage> call = _client.Chat(cancellationToken: cancellationToken);
        try
        {
            await call.RequestStream.WriteAsync(new ClientMessage
            {
                Join = new Join { Room = _room, Name = _name, Session = _session, After = _lastEvent, History = _history },
            }, cancellationToken);
            await foreach (ServerMessage message in call.ResponseStream.ReadAllAsync(cancellationToken))
            {
                if (message.Joined is { } joined)
                {
                    await OnJoinedAsync(call, joined, news, cancellationToken);
                }
                else if (message.Event is { } what)
                {
                    OnEvent(what);
                    await news.WriteAsync(new ChatNews(Event: what), cancellationToken);
                }
            }
            return null;
        }
        catch (RpcException failure) when (failure.StatusCode is StatusCode.Unavailable or StatusCode.ResourceExhausted or StatusCode.Aborted or StatusCode.Internal or StatusCode.Cancelled)
        {
            return failure;
        }
        finally
        {
            await _writing.WaitAsync(CancellationToken.None);
            _call = null;
            _writing.Release();
        }
    }

    private async Task OnJoinedAsync(AsyncDuplexStreamingCall<ClientMessage, ServerMessage> call, Joined joined, ChannelWriter<ChatNews> news, CancellationToken cancellationToken)
    {
        _me = joined.Me!.Id;
        await news.WriteAsync(new ChatNews(Joined: joined), cancellationToken);
        foreach (Event what in joined.History)
        {
            OnEvent(what);
            await news.WriteAsync(new ChatNews(Event: what), cancellationToken);
        }
        // Said, and so long ago that the history does not reach back to it.
        OnHeard(joined.LastNumber);
        await _writing.WaitAsync(cancellationToken);
        try
        {
            Unheard[] again;
            bool isLeaving;
            lock (_gate)
            {
                again = [.. _unheard];
                isLeaving = _isLeaving;
            }
            foreach (Unheard one in again)
                await TrySayAsync(call, one);
            if (isLeaving)
                await call.RequestStream.CompleteAsync();
            else
                _call = call;
        }
        finally
        {
            _writing.Release();
        }
    }

    private void OnEvent(Event what)
    {
        _lastEvent = Math.Max(_lastEvent, what.Id);
        if (what.Member!.Id == _me)
            OnHeard(what.Number);
    }

    private void OnHeard(long number)
    {
        lock (_gate)
        {
            while (_unheard.TryPeek(out Unheard? one) && one.Number <= number)
                _unheard.Dequeue().Heard.TrySetResult();
        }
    }

    // The reader hears of a lost connection too, and repeats what did not get through.
    private static async Task TrySayAsync(AsyncDuplexStreamingCall<ClientMessage, ServerMessage> call, Unheard one)
    {
        try
        {
            await call.RequestStream.WriteAsync(new ClientMessage { Say = new Say { Text = one.Text, Number = one.Number } });
        }
        catch (Exception lost) when (lost is RpcException or OperationCanceledException or InvalidOperationException)
        {
            // It stays unheard.
        }
    }

    /// <summary>What was said and has not come back.</summary>
    private sealed class Unheard(string text)
    {
        public string Text => text;

        public long Number { get; set; }

        public TaskCompletionSource Heard { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
