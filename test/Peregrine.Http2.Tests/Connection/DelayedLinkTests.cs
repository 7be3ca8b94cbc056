using System.Net;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Transport;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>A link of given bandwidth and delay under fake time: windows must grow so that one stream fills it, with the options as they are by default.</summary>
public sealed class DelayedLinkTests
{
    private const int BytesPerMillisecond = 50_000;

    [Theory]
    [InlineData(25)]
    [InlineData(100)]
    public void One_stream_fills_a_link_of_50_MB_a_second_at_any_delay(int roundTripMilliseconds)
    {
        var time = new FakeTimeProvider();
        var sink = new Sink();
        var client = new End(Role.Client, _ => new Nobody(), time, roundTripMilliseconds / 2);
        var server = new End(Role.Server, _ => new Nobody(), time, roundTripMilliseconds - (roundTripMilliseconds / 2)) { Stream = new Flood() };
        client.Peer = server;
        server.Peer = client;
        Run(2 * roundTripMilliseconds, client, server, time); // greeting
        Assert.Equal(OpenStatus.Opened, client.Connection.TryOpenStream(sink, Samples.Request, null, endStream: true, out _));
        Run(1_500, client, server, time);
        long before = sink.Received;
        Run(1_000, client, server, time);
        double share = (sink.Received - before) / (1_000.0 * BytesPerMillisecond);
        Assert.True(share >= 0.9, $"{share:P0} of the link with {roundTripMilliseconds} ms of round trip");
    }

    private static void Run(int milliseconds, End client, End server, FakeTimeProvider time)
    {
        for (int i = 0; i < milliseconds; i++)
        {
            client.Step();
            server.Step();
            time.Advance(TimeSpan.FromMilliseconds(1));
        }
    }

    /// <summary>One end, and the wire that leads away from it.</summary>
    private sealed class End : TransportConnection
    {
        private readonly Queue<byte[]> _waiting = new();
        private readonly Queue<(long Due, byte[] Bytes)> _flying = new();
        private readonly ITransportSession _session;
        private readonly int _delay;
        private byte[] _carry = [];
        private long _now;
        private int _offset;

        public End(Role role, Func<Http2Connection, Http2ConnectionObserver> accept, TimeProvider time, int delay)
        {
            _delay = delay;
            Connection = Http2Connection.Create(role, new Http2Options(), this, connection => Stream is null && role == Role.Server ? new Floods(this) : accept(connection), time, new Random(1));
            _session = Connection;
        }

        public Http2Connection Connection { get; }

        public End Peer { get; set; } = null!;

        public Flood? Stream { get; set; }

        public override EndPoint? LocalEndPoint => null;

        public override EndPoint? RemoteEndPoint => null;

        public override TlsFacts? Tls => null;

        /// <summary>A millisecond: what is due arrives, the stream writes what it may, the wire takes what it can.</summary>
        public void Step()
        {
            _now++;
            Stream?.Write();
            int room = BytesPerMillisecond;
            while (room > 0 && Fill())
            {
                byte[] next = _waiting.Peek();
                int take = Math.Min(room, next.Length - _offset);
                _flying.Enqueue((_now + _delay, next[_offset..(_offset + take)]));
                room -= take;
                _offset += take;
                if (_offset == next.Length)
                {
                    _waiting.Dequeue();
                    _offset = 0;
                }
            }
            while (_flying.TryPeek(out (long Due, byte[] Bytes) first) && first.Due <= _now)
            {
                _flying.Dequeue();
                Peer.Receive(first.Bytes);
            }
        }

        public override void RequestFlush() { }

        public override void Close() => Assert.Fail("a connection ended");

        public override void Abort(TransportError why) => Assert.Fail(why.Message);

        // One batch is with the wire at a time, as with a socket whose buffer is small.
        private bool Fill()
        {
            if (_waiting.Count == 0 && _session.TryTakeOutput(out OutputBatch? batch))
            {
                byte[] bytes = new byte[batch.Length];
                for (int i = 0, at = 0; i < batch.Count; at += batch[i++].Count)
                {
                    batch[i].CopyTo(bytes, at);
                }
                _waiting.Enqueue(bytes);
                _session.OutputSent(batch);
            }
            return _waiting.Count > 0;
        }

        private void Receive(byte[] bytes)
        {
            byte[] all = _carry.Length == 0 ? bytes : [.. _carry, .. bytes];
            int used = _session.Receive(all);
            _carry = all[used..];
        }
    }

    private sealed class Floods(End end) : Http2ConnectionObserver
    {
        public override Http2StreamObserver? AcceptStream(Http2Connection connection, Http2Stream stream, in HeaderBlock headers, bool endStream)
        {
            stream.SendHeaders(Samples.Response, null, endStream: false);
            end.Stream!.Target = stream;
            return end.Stream;
        }
    }

    private sealed class Flood : Http2StreamObserver
    {
        private readonly byte[] _message = new byte[64 * 1024];
        private bool _mayWrite = true;

        public Http2Stream? Target { get; set; }

        public void Write()
        {
            while (_mayWrite && Target is { } stream)
            {
                _mayWrite = stream.SendData(_message, endStream: false);
            }
        }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream) => data.Length;

        public override void OnSendWindow(Http2Stream stream)
        {
            _mayWrite = true;
            Write();
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) { }
    }

    private sealed class Sink : Http2StreamObserver
    {
        public long Received { get; private set; }

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            Received += data.Length;
            return data.Length;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => Assert.Fail($"the stream ended: {end}");
    }

    private sealed class Nobody : Http2ConnectionObserver;
}
