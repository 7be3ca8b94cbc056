using Peregrine.Http2;

namespace Peregrine.Simulation.Tests;

/// <summary>
/// A hundred thousand calls that are cancelled in each phase of their lives, by the caller, by the server and by their deadlines: what they held is back where it was. Over sockets, in a
/// process of its own, because the memory of all of it is looked at.
/// </summary>
[Collection("one at a time")]
public sealed class CancelledCallsTests : IAsyncLifetime
{
    private const int Calls = 100_000;
    private const int InFlight = 100;

    // Room for what the process does beside the calls, a test runner among it: 10 bytes a call.
    private const long MostLeft = Calls * 10L;

    private static readonly TimeSpan Long = TimeSpan.FromMinutes(2);
    private static readonly TimeSpan Deadline = TimeSpan.FromMilliseconds(5);

    private static readonly Method<string, string> Method = new(
        MethodType.DuplexStreaming, "test.Service", "Cancelled", Marshallers.StringMarshaller, Marshallers.StringMarshaller);

    private readonly CountingTimeProvider _time = new();
    private readonly MemoryBudget _memory = new(64 << 20);
    private GrpcServer _server = null!;
    private GrpcChannel _channel = null!;
    private int _handlers;

    public enum Phase
    {
        BeforeHeaders,
        MidRequest,
        MidResponse,
        AfterHalfClose,
    }

    public enum Who
    {
        Client,
        Server,
        Deadline,
    }

    public async Task InitializeAsync()
    {
        // Otherwise so many resets were abuse.
        var http2 = new Http2Options { Memory = _memory, Abuse = new AbuseLimits { StreamResets = int.MaxValue, IgnoredFrames = int.MaxValue } };
        _server = new GrpcServer(new GrpcServerOptions { Http2 = http2, TimeProvider = _time }, "http://127.0.0.1:0").AddDuplexStreaming(Method, HandleAsync);
        await _server.StartAsync();
        _channel = GrpcChannel.ForAddress($"http://127.0.0.1:{_server.Port}", new GrpcChannelOptions { TimeProvider = _time, Http2 = http2 });
    }

    public async Task DisposeAsync()
    {
        await _channel.DisposeAsync();
        await _server.DisposeAsync();
    }

    [Theory]
    [InlineData(Phase.BeforeHeaders)]
    [InlineData(Phase.MidRequest)]
    [InlineData(Phase.MidResponse)]
    [InlineData(Phase.AfterHalfClose)]
    public async Task Calls_that_are_cancelled_in_one_phase_leave_nothing(Phase phase)
    {
        await RunAsync(phase, Calls / 20);
        await SettleAsync();
        int timers = _time.Timers;
        long before = Memory();

        await RunAsync(phase, Calls);

        await SettleAsync();
        Assert.InRange(_time.Timers, 0, timers);
        Assert.InRange(Memory() - before, long.MinValue, MostLeft);
    }

    private async Task RunAsync(Phase phase, int calls)
    {
        int left = calls;
        await Task.WhenAll(Enumerable.Range(0, InFlight).Select(_ => Task.Run(async () =>
        {
            for (int i = Interlocked.Decrement(ref left); i >= 0; i = Interlocked.Decrement(ref left))
                await CallAsync(phase, (Who)(i % 3));
        })));
    }

    private async Task CallAsync(Phase phase, Who who)
    {
        using var cancelled = new CancellationTokenSource();
        var headers = new Metadata { { "phase", phase.ToString() }, { "who", who.ToString() } };
        DateTime? deadline = who == Who.Deadline ? DateTime.UtcNow + Deadline : null;
        using AsyncDuplexStreamingCall<string, string> call = _channel.CreateCallInvoker().AsyncDuplexStreamingCall(
            Method, null, new CallOptions(headers, deadline, cancelled.Token));
        StatusCode status;
        try
        {
            if (phase != Phase.BeforeHeaders)
                await call.RequestStream.WriteAsync("some of the request");
            if (phase == Phase.AfterHalfClose)
                await call.RequestStream.CompleteAsync();
            if (phase == Phase.MidResponse)
                Assert.True(await call.ResponseStream.MoveNext(default));
            if (who == Who.Client)
                await cancelled.CancelAsync();
            while (await call.ResponseStream.MoveNext(default))
            {
            }

            status = StatusCode.OK;
        }
        catch (RpcException e)
        {
            status = e.StatusCode;
        }
        catch (OperationCanceledException)
        {
            status = StatusCode.Cancelled;
        }

        Assert.Equal(who switch { Who.Client => StatusCode.Cancelled, Who.Server => StatusCode.Aborted, _ => StatusCode.DeadlineExceeded }, status);
    }

    private async Task HandleAsync(IAsyncStreamReader<string> requests, IServerStreamWriter<string> responses, ServerCallContext context)
    {
        Interlocked.Increment(ref _handlers);
        try
        {
            var phase = Enum.Parse<Phase>(context.RequestHeaders.GetValue("phase")!);
            if (phase is Phase.MidRequest or Phase.MidResponse)
                await requests.MoveNext(context.CancellationToken);
            while (phase == Phase.AfterHalfClose && await requests.MoveNext(context.CancellationToken))
            {
            }

            if (phase == Phase.MidResponse)
                await responses.WriteAsync("some of the response");
            if (context.RequestHeaders.GetValue("who") == nameof(Who.Server))
                throw new RpcException(new Status(StatusCode.Aborted, "the server does not go on"));
            var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            await using CancellationTokenRegistration registration = context.CancellationToken.Register(ended.SetResult);
            await ended.Task;
        }
        catch (Exception e) when (e is OperationCanceledException or InvalidOperationException)
        {
            // The call ended before the phase was reached.
        }
        finally
        {
            Interlocked.Decrement(ref _handlers);
        }
    }

    // What the far side does after the caller has gone on is waited for.
    private async Task SettleAsync()
    {
        string left = Leftovers();
        for (DateTime end = DateTime.UtcNow + Long; left.Length > 0 && DateTime.UtcNow < end; left = Leftovers())
            await Task.Yield();
        Assert.Equal("", left);
    }

    private string Leftovers()
    {
        var left = new List<string>();
        foreach (Http2Connection connection in _server.Running!.Connections)
        {
            Http2Counters counters = connection.Counters;
            Note(connection.OpenStreams, "streams");
            Note(counters.BytesQueued, "bytes queued");
            Note(counters.BytesUnconsumed, "bytes that nobody took");
            Note(connection.Streams.Pooled / 1025, "streams kept beyond the pool's size");
        }

        Note(Volatile.Read(ref _handlers), "handlers");
        Note(_channel.WaitingCalls, "calls that wait");
        Note(_channel.ArmedDeadlines, "deadlines of the client");
        Note(_server.Running.Core.Deadlines.Armed, "deadlines of the server");
        Note(_memory.Used, "bytes of the common budget");
        return string.Join(", ", left);

        void Note(long count, string what)
        {
            if (count != 0)
                left.Add($"{count} {what}");
        }
    }

    private static long Memory()
    {
        for (int i = 0; i < 3; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return GC.GetTotalMemory(forceFullCollection: true);
    }
}
