using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>Many threads at once: calls opened, answered, reset and consumed from everywhere while the loops run.</summary>
public sealed class ConcurrencyTests
{
    [Fact]
    public async Task Calls_from_many_threads_end_exactly_once_and_keep_their_bytes()
    {
        var server = new PoolServer();
        var link = new InMemoryLink(_ => new RecordingObserver(), _ => server, new Http2Options { InitialStreamWindowBytes = 2_000 },
            new Http2Options { InitialStreamWindowBytes = 2_000, Abuse = new AbuseLimits { StreamResets = 100_000 } }, TimeProvider.System, automatic: true);
        int[] ended = await Task.WhenAll(Enumerable.Range(0, 4).Select(worker => Task.Run(() => CallAsync(link.Client, worker))));
        Assert.All(ended, count => Assert.Equal(500, count));
        await server.Idle(link.Server);
        foreach (Http2Connection connection in new[] { link.Client, link.Server })
        {
            Assert.Equal(0, connection.OpenStreams);
            Assert.Equal((0L, 0L, 0L), (connection.Counters.BytesQueued, connection.Counters.BytesUnconsumed, connection.Counters.AbuseReports));
        }
        link.Client.Abort(ErrorCode.NoError, "done");
    }

    [Fact]
    public async Task An_abort_in_the_middle_ends_every_call_once()
    {
        var server = new PoolServer();
        var link = new InMemoryLink(_ => new RecordingObserver(), _ => server, null, null, TimeProvider.System, automatic: true);
        var calls = new List<Call>();
        for (int i = 0; i < 300; i++)
        {
            var call = new Call(new byte[5_000]);
            if (link.Client.TryOpenStream(call, Samples.Request, null, call.Body, endStream: true, out _) != OpenStatus.Opened)
            {
                break;
            }
            calls.Add(call);
            if (i == 150)
            {
                _ = Task.Run(() => link.Server.Abort(ErrorCode.InternalError, "in the middle"));
            }
        }
        await Task.WhenAll(calls.Select(c => c.Done.Task)).WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(0, link.Client.OpenStreams);
        Assert.Equal(0, link.Server.OpenStreams);
    }

    private static async Task<int> CallAsync(Http2Connection client, int worker)
    {
        var random = new Random(worker);
        int ended = 0;
        while (ended < 500)
        {
            byte[] body = new byte[random.Next(3) == 0 ? random.Next(5_000, 20_000) : random.Next(1, 50)];
            random.NextBytes(body);
            var call = new Call(body);
            if (client.TryOpenStream(call, Samples.Request, null, body, endStream: true, out Http2Stream? stream) != OpenStatus.Opened)
            {
                await Task.Yield();
                continue;
            }
            if (random.Next(10) == 0)
            {
                stream!.Reset(ErrorCode.Cancel);
            }
            StreamEnd end = await call.Done.Task.WaitAsync(TimeSpan.FromMinutes(2));
            if (!end.IsReset)
            {
                Assert.Equal(body, call.Received);
            }
            stream!.Release();
            ended++;
        }
        return ended;
    }

    private sealed class Call(byte[] body) : Http2StreamObserver
    {
        private readonly List<byte> _received = [];

        public byte[] Body => body;

        public byte[] Received => [.. _received];

        public TaskCompletionSource<StreamEnd> Done { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            lock (_received)
            {
                _received.AddRange(data);
            }
            return data.Length;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => Done.SetResult(end);
    }

    /// <summary>Echoes from the thread pool.</summary>
    private sealed class PoolServer : Http2ConnectionObserver
    {
        private int _active;

        public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
        {
            Interlocked.Increment(ref _active);
            return new Handler(this);
        }

        public async Task Idle(Http2Connection connection)
        {
            DateTime until = DateTime.UtcNow.AddSeconds(60);
            while (Volatile.Read(ref _active) > 0 || connection.OpenStreams > 0 || connection.Counters.BytesUnconsumed > 0)
            {
                Assert.True(DateTime.UtcNow < until, $"{_active} handlers, {connection.OpenStreams} streams");
                await Task.Yield();
            }
        }

        private sealed class Handler(PoolServer server) : Http2StreamObserver
        {
            private readonly List<byte> _received = [];

            public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
            {
                _received.AddRange(data);
                int length = data.Length;
                ThreadPool.QueueUserWorkItem(_ =>
                {
                    stream.Consume(length);
                    if (endStream)
                    {
                        stream.SendHeaders(Samples.Response, null, endStream: false);
                        stream.SendData(_received.ToArray(), endStream: false);
                        stream.SendTrailers(Samples.Trailers);
                    }
                });
                return 0;
            }

            public override void OnClosed(Http2Stream stream, in StreamEnd end) => Interlocked.Decrement(ref server._active);
        }
    }
}
