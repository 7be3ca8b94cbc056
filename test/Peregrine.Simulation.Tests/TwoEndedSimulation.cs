using System.Globalization;
using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Server;
using Peregrine.Testing;
using Peregrine.Tests.Client.Calls;

namespace Peregrine.Simulation.Tests;

/// <summary>
/// One seeded schedule over a real channel and a real server joined by links in memory, under fake time: calls are started, written, half-closed, cancelled and disposed, handlers
/// write and end, the clock is advanced, servers send GOAWAY, links are cut, in random order. What one side does reaches the other when the schedule moves the
/// links, so that both may end a call without knowing of each other. Beside it runs the oracle of <see cref="PairedCall"/>.
/// </summary>
internal sealed class TwoEndedSimulation : IAsyncDisposable
{
    private static int s_count;

    private readonly Random _random;
    private readonly FakeTimeProvider _time = new();
    private readonly MemoryBudget _memory = new(64 << 20);
    private readonly ServerCore _server;
    private readonly LinkConnector _connector;
    private readonly GrpcChannel _channel;
    private readonly CallInvoker _invoker;
    private readonly List<PairedCall> _calls = [];
    private bool _isClosed;

    public TwoEndedSimulation(int seed)
    {
        _random = new Random(seed);
        var options = new GrpcServerOptions { TimeProvider = _time, MaxReceiveMessageSize = 1000 };
        var methods = new MethodCollector(options);
        methods.AddUnary(EchoServer.Unary, (_, context) => CallOf(context).HandleAsync(null, context));
        methods.AddDuplexStreaming(EchoServer.Duplex, async (requests, responses, context) =>
        {
            _ = ReadAsync(requests);
            await CallOf(context).HandleAsync(responses, context);
        });
        _server = new ServerCore(options, methods.Build());
        _connector = new LinkConnector(_server, new Http2Options { Memory = _memory }, _time);
        _channel = GrpcChannel.Create(
            $"simulation-{Interlocked.Increment(ref s_count)}", "test", false,
            new GrpcChannelOptions { TimeProvider = _time, Random = new Random(seed), MaxReceiveMessageSize = 1000 }, CompressionProviders.Default, _connector,
            static () => new StaticResolver([new BackendAddress(null, "link")]));
        _invoker = _channel.CreateCallInvoker();
    }

    public IReadOnlyList<PairedCall> Calls => _calls;

    public async Task RunAsync(int steps)
    {
        await _channel.ConnectAsync().WaitAsync(TimeSpan.FromMinutes(2));
        for (int i = 0; i < steps; i++)
            await StepAsync();
        await EndAsync();
    }

    /// <summary>What was left behind; empty when nothing was.</summary>
    public string Leftovers()
    {
        var left = new List<string>();
        foreach (InMemoryLink link in _connector.Links)
        {
            Note(link.Client.OpenStreams, "streams on a client");
            Note(link.Server.OpenStreams, "streams on a server");
            Note(link.Client.Outbound.Window.Available - link.Server.Inbound.ConnectionWindow, "bytes of credit from client to server");
            Note(link.Server.Outbound.Window.Available - link.Client.Inbound.ConnectionWindow, "bytes of credit from server to client");
            Note(link.Client.Outbound.QueuedBytes + link.Server.Outbound.QueuedBytes, "bytes queued to be sent");
            Note(link.Client.Inbound.Unconsumed + link.Server.Inbound.Unconsumed, "bytes that nobody took");
        }
        Note(_channel.WaitingCalls, "calls that wait");
        Note(_channel.ArmedDeadlines, "deadlines of the client");
        Note(_server.Deadlines.Armed, "deadlines of the server");
        Note(16 * 1024 * 1024 - _channel.ReplayBudgetLeft, "bytes kept for retries");
        Note(_calls.Sum(call => call.Started - call.Finished), "handlers");
        return string.Join(", ", left);

        void Note(long count, string what)
        {
            if (count != 0)
                left.Add($"{count} {what}");
        }
    }

    /// <summary>Ends both sides; says what is left of their timers and memory.</summary>
    public async Task<string> CloseAsync()
    {
        _isClosed = true;
        await _channel.DisposeAsync();
        foreach (InMemoryLink link in _connector.Links)
            _connector.Cut(link);
        _server.Dispose();
        return _time.ActiveTimers + _memory.Used == 0 ? "" : $"{_time.ActiveTimers} timers, {_memory.Used} bytes of the memory budget";
    }

    public async ValueTask DisposeAsync()
    {
        if (!_isClosed)
            await CloseAsync();
    }

    private PairedCall CallOf(ServerCallContext context) => _calls[int.Parse(context.RequestHeaders.GetValue("call")!, CultureInfo.InvariantCulture)];

    // Requests are read as they come; the end of the call ends the reading.
    private static async Task ReadAsync(IAsyncStreamReader<string> requests)
    {
        try
        {
            while (await requests.MoveNext())
            {
            }
        }
        catch (Exception ended) when (ended is RpcException or OperationCanceledException or InvalidOperationException or IOException)
        {
            // The handler learns of it from its context.
        }
    }

    private async Task StepAsync()
    {
        if (_calls.Count == 0 || _random.Next(8) == 0)
        {
            StartCall();
            return;
        }
        PairedCall call = _calls[_random.Next(_calls.Count)];
        switch (_random.Next(16))
        {
            case 0:
                call.Write("w");
                break;
            case 1:
                call.HalfClose();
                break;
            case 2 when _random.Next(2) == 0:
                call.Cancellation.Cancel();
                call.Decide(StatusCode.Cancelled);
                break;
            case 3 when _random.Next(2) == 0:
                call.Dispose();
                call.Decide(StatusCode.Cancelled);
                break;
            case 4:
                Advance(TimeSpan.FromMilliseconds(_random.Next(300)));
                break;
            case 5 or 6:
                call.Order(PairedCall.HandlerStep.Write);
                break;
            case 7:
                call.Order(_random.Next(2) == 0 ? PairedCall.HandlerStep.EndWell : PairedCall.HandlerStep.EndWithNotFound);
                break;
            case 8 when _random.Next(4) == 0:
                call.Order(PairedCall.HandlerStep.WriteLarge);
                break;
            case 9 when _random.Next(4) == 0 && !call.IsUnary && !call.HasHalfClosed && !call.IsOver:
                call.SentLarge = true;
                call.Write(PairedCall.Large);
                break;
            case 10 when _random.Next(6) == 0 && _connector.Links is [.., var newest]:
                newest.Server.Drain(ErrorCode.NoError, "deploying");
                break;
            case 11 when _random.Next(6) == 0:
                CutAll();
                break;
            default:
                await MoveAsync();
                break;
        }
    }

    private void StartCall()
    {
        DateTime? deadline = _random.Next(2) == 0 ? _time.GetUtcNow().UtcDateTime.AddMilliseconds(1 + _random.Next(2000)) : null;
        var call = new PairedCall { Deadline = deadline };
        var headers = new Metadata { { "call", _calls.Count.ToString(CultureInfo.InvariantCulture) } };
        var options = new CallOptions(headers, deadline, call.Cancellation.Token);
        _calls.Add(call);
        if (_random.Next(2) == 0)
            call.Start(_invoker.AsyncUnaryCall(EchoServer.Unary, null, options, "hi"));
        else
            call.Start(_invoker.AsyncDuplexStreamingCall(EchoServer.Duplex, null, options));
    }

    private void Advance(TimeSpan by)
    {
        _time.Advance(by);
        DateTime now = _time.GetUtcNow().UtcDateTime;
        foreach (PairedCall call in _calls.Where(call => call.Deadline <= now))
            call.Decide(StatusCode.DeadlineExceeded);
    }

    /// <summary>All that is on its way arrives, on every link, and new connections are made where calls wait for one.</summary>
    private async Task MoveAsync()
    {
        await _channel.FlushControlAsync();
        foreach (InMemoryLink link in _connector.Links)
        {
            link.Pump();
            // Drained, and its last stream has ended.
            if (link.ClientTransport.CloseAsked || link.ServerTransport.CloseAsked)
                _connector.Cut(link);
        }
        foreach (PairedCall call in _calls.Where(call => call.Started > 0))
            call.DecideByServer();
    }

    // Rule 47: what a handler has begun is unavailable; what never left the client goes on elsewhere.
    private void CutAll()
    {
        foreach (PairedCall call in _calls.Where(call => call.Started > 0))
            call.Decide(StatusCode.Unavailable);
        foreach (InMemoryLink link in _connector.Links)
            _connector.Cut(link);
    }

    private async Task EndAsync()
    {
        switch (_random.Next(4))
        {
            case 0:
                Advance(TimeSpan.FromSeconds(3));
                break;
            case 1:
                foreach (PairedCall call in _calls)
                    call.Order(PairedCall.HandlerStep.EndWell);
                await MoveAsync();
                break;
            case 2:
                CutAll();
                break;
        }
        foreach (PairedCall call in _calls.Where(call => !call.IsOver))
        {
            call.Cancellation.Cancel();
            call.Decide(StatusCode.Cancelled);
        }
        // A retry may be on its way to a new connection on another thread: it ends there, as its call has.
        long limit = Environment.TickCount64 + 20_000;
        do
        {
            await MoveAsync();
        }
        while (Leftovers().Length > 0 && Environment.TickCount64 < limit);
    }
}
