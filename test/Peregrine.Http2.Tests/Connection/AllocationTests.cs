using System.Net;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>In the steady state an exchange allocates nothing, on either side.</summary>
public sealed class AllocationTests
{
    private const int Exchanges = 100_000;
    private const int Batch = 50;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_hundred_thousand_exchanges_allocate_nothing(bool varyingTail)
    {
        var link = new Direct(varyingTail);
        for (int i = 0; i < 200; i++)
        {
            link.Exchange(Batch);
        }
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Exchanges / Batch; i++)
        {
            link.Exchange(Batch);
        }
        long allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        Assert.Equal(200 * Batch + Exchanges, link.Completed);
        Assert.True(allocated < 16 * 1024, $"{allocated} bytes for {Exchanges} exchanges");
    }

    // Moves bytes by itself, because the link of other tests copies them into new arrays.
    private sealed class Direct
    {
        private readonly byte[] _bytes = new byte[1 << 20];
        private readonly byte[] _message = new byte[16];
        private readonly HeaderFields _tail = new();
        private readonly Caller _caller = new();
        private readonly Http2Connection _client;
        private readonly Http2Connection _server;
        private readonly bool _varies;
        private int _number;

        public Direct(bool varyingTail)
        {
            _varies = varyingTail;
            _client = Http2Connection.Create(Role.Client, new Http2Options(), new Idle(), _ => new Nobody(), TimeProvider.System, new Random(1));
            _server = Http2Connection.Create(Role.Server, new Http2Options(), new Idle(), _ => new EchoServer(), TimeProvider.System, new Random(1));
            Settle();
        }

        public int Completed => _caller.Completed;

        public void Exchange(int calls)
        {
            for (int i = 0; i < calls; i++)
            {
                _tail.Clear();
                if (_varies)
                {
                    _number.TryFormat(_tail.Add("grpc-timeout"u8, 8, HeaderIndexing.NameOnly), out _, "D8", System.Globalization.CultureInfo.InvariantCulture);
                    _tail.Add("x-request-id"u8, "some-id"u8);
                    _number++;
                }
                Assert.True(_client.TryOpenStream(_caller, Samples.Request, _tail, _message, endStream: true, out _) == OpenStatus.Opened);
            }
            Settle();
        }

        private void Settle()
        {
            while (Move(_client, _server) | Move(_server, _client))
            {
            }
        }

        private bool Move(ITransportSession from, ITransportSession to)
        {
            int length = 0;
            while (from.TryTakeOutput(out OutputBatch? batch))
            {
                for (int i = 0; i < batch.Count; i++)
                {
                    ArraySegment<byte> segment = batch[i];
                    segment.AsSpan().CopyTo(_bytes.AsSpan(length));
                    length += segment.Count;
                }
                from.OutputSent(batch);
            }
            if (to.Receive(_bytes.AsSpan(0, length)) != length)
            {
                throw new InvalidOperationException("a partial frame");
            }
            return length > 0;
        }
    }

    private sealed class Caller : Http2StreamObserver
    {
        public int Completed { get; private set; }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

        public override void OnClosed(Http2Stream stream, in StreamEnd end)
        {
            Completed += end.IsReset ? 0 : 1;
            stream.Release();
        }
    }

    private sealed class Nobody : Http2ConnectionObserver;

    private sealed class EchoServer : Http2ConnectionObserver
    {
        private readonly EchoStream _echo = new();

        public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream) => _echo;
    }

    private sealed class EchoStream : Http2StreamObserver
    {
        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            stream.SendResponse(Samples.Response, null, data, Samples.Trailers);
            return data.Length;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => stream.Release();
    }

    private sealed class Idle : TransportConnection
    {
        public override EndPoint? LocalEndPoint => null;

        public override EndPoint? RemoteEndPoint => null;

        public override TlsFacts? Tls => null;

        public override void RequestFlush() { }

        public override void Close() { }

        public override void Abort(TransportError why) { }
    }
}
