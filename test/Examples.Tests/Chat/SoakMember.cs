using Chat;
using Chat.V1;
using Examples.Tests.Programs;
using Peregrine;

namespace Examples.Tests.Chat;

/// <summary>A member of the soak, with a connection of its own.</summary>
internal sealed class SoakMember : IAsyncDisposable
{
    // In messages. Absent for more than a member's windows and its queue at the server hold.
    private const int Absence = 250;
    private const int Attention = 100;
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(1000);
    private static readonly string s_ballast = new(' ', 600);

    private readonly Random _random;
    private readonly SoakRoom _room;
    private readonly CutOffRelay? _relay;
    private readonly GrpcChannel _channel;
    private readonly ChatSession _session;
    private readonly CancellationTokenSource _stop = new();
    private readonly CancellationTokenSource _endOfTalk = new();
    private readonly TaskCompletionSource _isIn = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private readonly List<string> _heard = [];
    private readonly Task _reading;
    private Task _talking = Task.CompletedTask;
    private Task _cutting = Task.CompletedTask;
    private int _wanted = int.MaxValue;
    private readonly TaskCompletionSource _hasHeard = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _joined;

    public SoakMember(ChatServerProcess server, int number, string name, SoakRoom room)
    {
        Name = $"m{number}";
        IsSlow = number % 20 == 7;
        IsCutOff = number % 20 == 13;
        _random = new Random(number);
        _room = room;
        _relay = IsCutOff ? new CutOffRelay(new Uri(server.Url).Port) : null;
        var options = new GrpcChannelOptions
        {
            InitialReconnectBackoff = TimeSpan.FromMilliseconds(100),
            Http2 = new Peregrine.Http2.Http2Options { InitialStreamWindowBytes = 16_384, MaxStreamWindowBytes = 16_384, InitialConnectionWindowBytes = 65_535 },
        };
        _channel = GrpcChannel.ForAddress(_relay?.Url ?? server.Url, options);
        _session = new ChatSession(new ChatService.ChatServiceClient(_channel), name, Name, history: 0);
        _reading = ReadAsync();
    }

    public string Name { get; }

    /// <summary>Whether it stops reading now and then, for so long that the server sends it away.</summary>
    public bool IsSlow { get; }

    /// <summary>Whether its connection is cut now and then.</summary>
    public bool IsCutOff { get; }

    public Task IsIn => _isIn.Task;

    /// <summary>How much it has said.</summary>
    public int Said { get; private set; }

    /// <summary>How often it has joined after the first time.</summary>
    public int Rejoined => _joined - 1;

    /// <summary>What it has heard, in order.</summary>
    public IReadOnlyList<string> Heard => _heard;

    public void BeginToTalk()
    {
        _talking = TalkAsync();
        if (IsCutOff)
            _cutting = CutAsync();
    }

    public async Task EndTalkAsync()
    {
        await _endOfTalk.CancelAsync();
        await _cutting;
        // Nothing new is said now, and the slow ones catch up.
        await _talking;
    }

    /// <summary>Ends when it has heard so many messages, and a moment longer, in which none too many may come.</summary>
    public Task HearUntilAsync(int messages)
    {
        lock (_gate)
        {
            _wanted = messages;
            if (_heard.Count >= messages)
                _hasHeard.TrySetResult();
            return _hasHeard.Task;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _endOfTalk.CancelAsync();
        await _stop.CancelAsync();
        await _reading.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _session.Dispose();
        await _channel.DisposeAsync();
        if (_relay is not null)
            await _relay.DisposeAsync();
        _stop.Dispose();
        _endOfTalk.Dispose();
    }

    private async Task ReadAsync()
    {
        int rested = 0;
        await foreach (ChatNews news in _session.ReadAsync(_stop.Token))
        {
            if (news.Joined is not null)
            {
                _joined++;
                _isIn.TrySetResult();
            }
            if (news.Event?.Text is not { } text)
                continue;
            lock (_gate)
            {
                _heard.Add(text[..^s_ballast.Length]);
                if (_heard.Count >= _wanted)
                    _hasHeard.TrySetResult();
            }
            if (IsSlow && !_endOfTalk.IsCancellationRequested && _heard.Count >= rested)
            {
                // What is said meanwhile fills the connection's windows and then the server's queue, and the member is sent away.
                await _room.WaitForMoreAsync(Absence).WaitAsync(_endOfTalk.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                rested = _heard.Count + Attention;
            }
        }
    }

    private async Task TalkAsync()
    {
        while (!_endOfTalk.IsCancellationRequested)
        {
            await _session.SayAsync($"{Name} {++Said}{s_ballast}");
            _room.OnSaid();
            await Task.Delay(s_pause * _random.NextDouble(), _endOfTalk.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task CutAsync()
    {
        while (!_endOfTalk.IsCancellationRequested)
        {
            await Task.Delay(TimeSpan.FromSeconds(1) + s_pause * _random.NextDouble(), _endOfTalk.Token).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            _relay!.Cut();
        }
    }
}
