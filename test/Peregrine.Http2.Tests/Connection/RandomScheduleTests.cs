using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>
/// Two connections under a random schedule: calls of all sizes, resets from both sides, small windows, bytes that arrive in random pieces, credit that comes late. Whatever
/// happens, each side's bytes arrive in order, every stream ends exactly once, and nothing is left behind.
/// </summary>
public sealed class RandomScheduleTests
{
    [Theory]
    [InlineData(0)]
    [InlineData(1000)]
    [InlineData(2000)]
    public void Every_schedule_ends_with_everything_delivered_and_nothing_left(int firstSeed)
    {
        for (int seed = firstSeed; seed < firstSeed + 20; seed++)
        {
            new Schedule(seed).Run();
        }
    }

    private sealed class Schedule
    {
        private readonly int _seed;
        private readonly Random _random;
        private readonly Queue<byte> _toServer = new();
        private readonly Queue<byte> _toClient = new();
        private readonly InMemoryTransport _clientTransport;
        private readonly InMemoryTransport _serverTransport;
        private readonly Http2Connection _client;
        private readonly Http2Connection _server;
        private readonly List<Party> _parties = [];
        private int _toOpen;

        public Schedule(int seed)
        {
            _seed = seed;
            _random = new Random(seed);
            _toOpen = _random.Next(1, 60);
            _clientTransport = new InMemoryTransport(bytes => Append(_toServer, bytes)) { FlushRequested = () => { } };
            _serverTransport = new InMemoryTransport(bytes => Append(_toClient, bytes)) { FlushRequested = () => { } };
            _client = Http2Connection.Create(Role.Client, Options(), _clientTransport, _ => new Accepting(this), new FakeTimeProvider(), _random);
            _clientTransport.Session = _client;
            _server = Http2Connection.Create(Role.Server, Options(), _serverTransport, _ => new Accepting(this), new FakeTimeProvider(), _random);
            _serverTransport.Session = _server;
        }

        public void Run()
        {
            int steps = 0;
            while (_toOpen > 0 || _parties.Any(p => !p.IsOver) || _toServer.Count > 0 || _toClient.Count > 0)
            {
                Assert.True(++steps < 400_000, $"seed {_seed} does not end: {string.Join(", ", _parties.Where(p => !p.IsOver))}");
                Step();
            }
            // Credit for what was consumed last may still be under way.
            for (int i = 0; i < 20; i++)
            {
                _clientTransport.Flush();
                _serverTransport.Flush();
                Deliver(_toServer, _serverTransport, int.MaxValue);
                Deliver(_toClient, _clientTransport, int.MaxValue);
            }
            foreach (Http2Connection connection in new[] { _client, _server })
            {
                Http2Counters counters = connection.Counters;
                Assert.Equal((0, 0L, 0L, 0L), (connection.OpenStreams, counters.BytesQueued, counters.BytesUnconsumed, counters.AbuseReports));
            }
            Assert.False(_clientTransport.CloseAsked || _serverTransport.CloseAsked, $"seed {_seed}");
        }

        public Party NewParty(bool sendsFirst)
        {
            var party = new Party(_random, sendsFirst);
            _parties.Add(party);
            return party;
        }

        private void Step()
        {
            switch (_random.Next(7))
            {
                case 0 when _toOpen > 0:
                    Party caller = NewParty(sendsFirst: true);
                    if (_client.TryOpenStream(caller, Samples.Request, null, endStream: false, out Http2Stream? stream) == OpenStatus.Opened)
                    {
                        caller.Stream = stream;
                        _toOpen--;
                    }
                    else
                    {
                        _parties.Remove(caller);
                    }
                    break;
                case 1:
                    _clientTransport.Flush();
                    break;
                case 2:
                    _serverTransport.Flush();
                    break;
                case 3:
                    Deliver(_toServer, _serverTransport, _random.Next(1, 40_000));
                    break;
                case 4:
                    Deliver(_toClient, _clientTransport, _random.Next(1, 40_000));
                    break;
                default:
                    if (_parties.Count > 0)
                    {
                        _parties[_random.Next(_parties.Count)].Act();
                    }
                    break;
            }
        }

        private static void Deliver(Queue<byte> from, InMemoryTransport to, int most)
        {
            byte[] bytes = new byte[Math.Min(most, from.Count)];
            for (int i = 0; i < bytes.Length; i++)
            {
                bytes[i] = from.Dequeue();
            }
            to.Deliver(bytes);
        }

        private static void Append(Queue<byte> queue, ReadOnlyMemory<byte> bytes)
        {
            foreach (byte b in bytes.Span)
            {
                queue.Enqueue(b);
            }
        }

        private Http2Options Options() => new()
        {
            InitialStreamWindowBytes = _random.Next(3) switch { 0 => 1, 1 => _random.Next(100, 5_000), _ => 1 << 20 },
            InitialConnectionWindowBytes = _random.Next(60_000, 200_000),
            MaxStreamWindowBytes = _random.Next(2) == 0 ? 1 : 1 << 21,
            MaxConcurrentStreams = _random.Next(1, 40),
            MaxBufferedBytes = _random.Next(2) == 0 ? 5_000 : 1 << 24,
            StreamSendBufferBytes = _random.Next(1, 100_000),
            HeaderTableBytes = _random.Next(3) switch { 0 => 0, 1 => 100, _ => 4096 },
            MaxEncoderTableBytes = _random.Next(2) == 0 ? 60 : 4096,
            MaxFrameBytes = _random.Next(2) == 0 ? 16384 : 30_000,
            Abuse = new AbuseLimits { WindowUpdates = 10_000_000, StreamResets = 10_000, Pings = 1_000_000 },
        };
    }

    /// <summary>Everybody who may be called for a connection: accepts what comes.</summary>
    private sealed class Accepting(Schedule schedule) : Http2ConnectionObserver
    {
        public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
        {
            Party party = schedule.NewParty(sendsFirst: false);
            party.Stream = stream;
            return party;
        }
    }

    /// <summary>One end of one stream. Sends bytes 0, 1, 2, ... and checks that it receives the same.</summary>
    private sealed class Party : Http2StreamObserver
    {
        private readonly Random _random;
        private readonly bool _isCaller;
        private readonly bool _eager;
        private int _left;
        private byte _next;
        private byte _expected;
        private int _held;
        private bool _headersSent;
        private bool _ended;
        private bool _mayWrite = true;

        public Party(Random random, bool isCaller)
        {
            _random = random;
            _isCaller = isCaller;
            _headersSent = isCaller;
            _left = random.Next(3) switch { 0 => 0, 1 => random.Next(1, 100), _ => random.Next(1, 30_000) };
            _eager = random.Next(2) == 0;
        }

        public Http2Stream? Stream { get; set; }

        public bool IsOver { get; private set; }

        public override string ToString() => $"{(_isCaller ? "caller" : "handler")} {Stream?.Id} left {_left} held {_held} ended {_ended} mayWrite {_mayWrite}";

        public void Act()
        {
            if (Stream is not { } stream || IsOver)
            {
                return;
            }
            switch (_random.Next(20))
            {
                case 0 when _random.Next(20) == 0:
                    stream.Reset(ErrorCode.Cancel);
                    break;
                case < 8:
                    Consume(stream, _random.Next(0, _held + 1));
                    break;
                default:
                    Send(stream);
                    break;
            }
        }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            foreach (byte b in data)
            {
                Assert.Equal(_expected++, b);
            }
            int now = _eager ? data.Length : 0;
            _held += data.Length - now;
            return now;
        }

        public override void OnSendWindow(Http2Stream stream) => _mayWrite = true;

        public override void OnClosed(Http2Stream stream, in StreamEnd end)
        {
            Assert.False(IsOver);
            IsOver = true;
            stream.Release();
        }

        private void Consume(Http2Stream stream, int bytes)
        {
            _held -= bytes;
            stream.Consume(bytes);
            if (_random.Next(3) == 0)
            {
                stream.ExpectMessage(_random.Next(0, 2_000));
            }
        }

        private void Send(Http2Stream stream)
        {
            if (_ended || !_mayWrite)
            {
                return;
            }
            if (!_headersSent)
            {
                _headersSent = true;
                stream.SendHeaders(Samples.Response, null, endStream: false);
                return;
            }
            byte[] data = new byte[Math.Min(_left, _random.Next(1, 40_000))];
            for (int i = 0; i < data.Length; i++)
            {
                data[i] = _next++;
            }
            _left -= data.Length;
            _ended = _left == 0;
            bool trailers = _ended && !_isCaller && _random.Next(2) == 0;
            _mayWrite = _random.Next(2) == 0
                ? stream.SendData(data, _ended && !trailers)
                : stream.SendData(OwnedBuffer.Copy(data), _ended && !trailers);
            if (trailers)
            {
                stream.SendTrailers(Samples.Trailers);
            }
        }
    }
}
