using Peregrine.Http2;

namespace Peregrine.Tests.Server;

/// <summary>
/// Seeded schedules of everything that can happen to a call, in random order, under fake time. Whatever races, a call ends once on each side, and the
/// server is as it was: calls that come after are served.
/// </summary>
public class SimulationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(4)]
    public void Whatever_happens_a_call_ends_once(int part)
    {
        for (int seed = part * 10_000; seed < part * 10_000 + 400; seed++)
            new Schedule(seed, new ListLoggerFactory()).Run();
    }

    private sealed class Schedule(int seed, ListLoggerFactory log)
    {
        private const int Calls = 6;

        private readonly Random _random = new(seed);
        private readonly Dictionary<int, SimulatedCall> _calls = [];

        public void Run()
        {
            using var caller = ScriptedCaller.To(Bind, new GrpcServerOptions
            {
                LoggerFactory = log,
                MaxReceiveMessageSize = 1000,
                MaxConcurrentCalls = _random.Next(2) == 0 ? 3 : null,
                MaxQueuedCalls = 2,
            });
            for (int i = 0; i < Calls; i++)
                Open(caller, 1 + 2 * i);
            int steps = _random.Next(5, 60);
            bool connected = true;
            for (int step = 0; step < steps && connected; step++)
                connected = Step(caller);
            foreach (SimulatedCall call in _calls.Values)
                call.Gate.TrySetResult(true);
            if (connected)
                Settle(caller);
            Check(caller, connected);
        }

        private void Open(ScriptedCaller caller, int stream)
        {
            string path = _random.Next(5) switch
            {
                0 => TestMethods.ClientStreamingPath,
                1 => TestMethods.ServerStreamingPath,
                2 => TestMethods.DuplexPath,
                3 => "/unknown/Method",
                _ => TestMethods.UnaryPath,
            };
            bool hasDeadline = _random.Next(3) == 0;
            bool end = _random.Next(12) == 0;
            _calls[stream] = new SimulatedCall(path) { MaySend = !end };
            (string, string)[] more = [("id", $"{stream}"), .. hasDeadline ? [("grpc-timeout", $"{_random.Next(1, 50)}m")] : Array.Empty<(string, string)>()];
            caller.Request(stream, path, end, more);
        }

        private bool Step(ScriptedCaller caller)
        {
            int stream = 1 + 2 * _random.Next(Calls);
            SimulatedCall call = _calls[stream];
            switch (_random.Next(14))
            {
                case 0 or 1 or 2 when call.MaySend:
                    caller.Message(stream, "m");
                    break;
                case 3 or 4 when call.MaySend:
                    call.MaySend = false;
                    caller.HalfClose(stream);
                    break;
                case 5 when call.MaySend:
                    call.MaySend = false;
                    call.WasReset = true;
                    caller.Reset(stream, _random.Next(2) == 0 ? ErrorCode.Cancel : ErrorCode.NoError);
                    break;
                case 6 when call.MaySend:
                    caller.Data(stream, ScriptedCaller.Framed("partial")[..3]);
                    break;
                case 7 when call.MaySend:
                    caller.Message(stream, new string('x', 1001));
                    break;
                case 8:
                    caller.Time.Advance(TimeSpan.FromMilliseconds(_random.Next(1, 30)));
                    break;
                case 9 or 10:
                    call.Gate.TrySetResult(true);
                    break;
                case 11:
                    call.Gate.TrySetException(new RpcException(new Status(StatusCode.Aborted, "simulated")));
                    // A handler that has ended does not wait for it any more.
                    _ = call.Gate.Task.Exception;
                    break;
                case 12 when _random.Next(20) == 0:
                    caller.Disconnect();
                    return false;
                case 13 when _random.Next(10) == 0:
                    caller.Connection.Drain();
                    break;
            }

            caller.Pump();
            return true;
        }

        private void Settle(ScriptedCaller caller)
        {
            foreach ((int stream, SimulatedCall call) in _calls)
            {
                if (!call.WasReset && !caller.Response(stream).HasEnded && call.MaySend)
                    caller.HalfClose(stream);
            }

            foreach ((int stream, SimulatedCall call) in _calls)
                if (!call.WasReset)
                    caller.Ended(stream);
        }

        private void Check(ScriptedCaller caller, bool connected)
        {
            foreach ((int stream, SimulatedCall call) in _calls)
            {
                ScriptedResponse response = caller.Response(stream);
                int ends = response.Frames.Count(frame => frame.EndsWith("+END", StringComparison.Ordinal));
                Assert.True(ends <= 1, Describe(stream, "ended more than once", response));
                if (connected && !call.WasReset)
                    Assert.True(ends == 1 || response.Reset is not null, Describe(stream, "did not end", response));
                int end = response.Frames.FindIndex(frame => frame.EndsWith("+END", StringComparison.Ordinal));
                if (end >= 0)
                {
                    Assert.True(response.Trailers.ContainsKey("grpc-status"), Describe(stream, "has no status", response));
                    Assert.All(response.Frames.Skip(end + 1), frame => Assert.True(frame is "RST_STREAM" or "WINDOW_UPDATE", Describe(stream, "goes on", response)));
                }

                // Every handler that was started has ended, and was told when its call had ended without it.
                Assert.True(
                    SpinWait.SpinUntil(() => Volatile.Read(ref call.Started) == Volatile.Read(ref call.Finished), TimeSpan.FromMinutes(2)),
                    Describe(stream, "has a handler that hangs", response));
                Assert.True(call.Started <= 1, Describe(stream, "was handled twice", response));
            }

            Assert.DoesNotContain(log.Lines, line => line.Level >= Microsoft.Extensions.Logging.LogLevel.Warning);
        }

        private string Describe(int stream, string what, ScriptedResponse response) =>
            $"seed {seed}: stream {stream} ({_calls[stream].Path}) {what}: {string.Join(' ', response.Frames)}";

        private void Bind(ServiceBinder binder)
        {
            binder.AddUnary(TestMethods.Unary, (_, context) => Handle(context, () => Task.CompletedTask));
            binder.AddClientStreaming(TestMethods.ClientStreaming, (requests, context) => Handle(context, async () =>
            {
                while (await requests.MoveNext())
                {
                }
            }));
            binder.AddServerStreaming(TestMethods.ServerStreaming, (_, responses, context) => Handle(context, async () =>
            {
                await responses.WriteAsync("1");
                await responses.WriteAsync("2");
            }));
            binder.AddDuplexStreaming(TestMethods.Duplex, (requests, responses, context) => Handle(context, async () =>
            {
                while (await requests.MoveNext())
                    await responses.WriteAsync("r");
            }));
        }

        private async Task<string> Handle(ServerCallContext context, Func<Task> work)
        {
            SimulatedCall call = _calls[int.Parse(context.RequestHeaders.GetValue("id")!, System.Globalization.CultureInfo.InvariantCulture)];
            Interlocked.Increment(ref call.Started);
            try
            {
                await work();
                await call.Gate.Task.WaitAsync(context.CancellationToken);
                return "answer";
            }
            finally
            {
                Interlocked.Increment(ref call.Finished);
            }
        }
    }

    private sealed class SimulatedCall(string path)
    {
        public int Started;
        public int Finished;

        public string Path { get; } = path;

        public bool MaySend { get; set; }

        public bool WasReset { get; set; }

        public TaskCompletionSource<bool> Gate { get; } = new();
    }
}
