using System.Buffers.Binary;
using System.Text;
using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Hpack;

namespace Peregrine.Testing;

/// <summary>
/// A real connection on one side, hand-driven frames on the other, fake time. Everything happens on the test's thread: when a Send method returns, the connection
/// has parsed, run its work and flushed, so that Expect methods only look. Work of other threads is awaited with <see cref="NextAsync"/>.
/// </summary>
internal sealed class ScriptedPeer
{
    private readonly Queue<WireFrame> _received = new();
    private readonly Lock _receivedGate = new();
    private readonly HpackDecoder _decoder = new(int.MaxValue);
    private readonly HpackEncoder _encoder = new(4096);
    private readonly Role _role;
    private TaskCompletionSource _arrival = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private byte[] _partial = [];
    private bool _prefaceDue;

    private ScriptedPeer(Role connectionRole, Func<Http2Connection, Http2ConnectionObserver> accept, Http2Options? options, FakeTimeProvider? time)
    {
        _role = connectionRole;
        _prefaceDue = connectionRole == Role.Client;
        Time = time ?? new FakeTimeProvider();
        Transport = new InMemoryTransport(Collect);
        Connection = Http2Connection.Create(connectionRole, options ?? new Http2Options(), Transport, accept, Time, new Random(1));
        Transport.Session = Connection;
        Transport.Flush();
    }

    public FakeTimeProvider Time { get; }

    public Http2Connection Connection { get; }

    public InMemoryTransport Transport { get; }

    /// <summary>The connection under test is a server; the script is its client.</summary>
    public static ScriptedPeer ForServer(Http2ConnectionObserver observer, Http2Options? options = null, FakeTimeProvider? time = null) =>
        new(Role.Server, _ => observer, options, time);

    /// <summary>The connection under test is a client; the script is its server.</summary>
    public static ScriptedPeer ForClient(Http2ConnectionObserver observer, Http2Options? options = null, FakeTimeProvider? time = null) =>
        new(Role.Client, _ => observer, options, time);

    /// <summary>Exchanges prefaces and SETTINGS; nothing is left to expect afterwards.</summary>
    public ScriptedPeer Greet(params (int Id, uint Value)[] settings)
    {
        SendPreface();
        SendSettings(settings);
        SendFrame(FrameType.Settings, FrameFlags.Ack, 0, []);
        Assert.Equal(FrameType.Settings, Next().Type);
        WireFrame ack = Next();
        if (ack.Type == FrameType.WindowUpdate)
        {
            ack = Next();
        }
        Assert.Equal((FrameType.Settings, FrameFlags.Ack), (ack.Type, ack.Flags));
        ExpectNothing();
        return this;
    }

    public void SendPreface()
    {
        if (_role == Role.Server)
        {
            SendBytes("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        }
    }

    public void SendBytes(ReadOnlySpan<byte> bytes) => Transport.Deliver(bytes);

    public void SendFrame(FrameType type, FrameFlags flags, int streamId, ReadOnlySpan<byte> payload) =>
        SendBytes(new WireFrame(type, flags, streamId, payload.ToArray()).ToBytes());

    public void SendSettings(params (int Id, uint Value)[] settings)
    {
        byte[] payload = new byte[settings.Length * 6];
        for (int i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan((i * 6) + 2), settings[i].Value);
        }
        SendFrame(FrameType.Settings, FrameFlags.None, 0, payload);
    }

    public void SendHeaders(int streamId, bool endStream, params (string Name, string Value)[] fields) =>
        SendFrame(FrameType.Headers, FrameFlags.EndHeaders | (endStream ? FrameFlags.EndStream : FrameFlags.None), streamId, Encode(fields));

    /// <summary>A request as gRPC makes it.</summary>
    public void SendRequest(int streamId, bool endStream = false, string path = "/test.Echo/Say", params (string Name, string Value)[] more) =>
        SendHeaders(streamId, endStream, [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"), ("te", "trailers"), ("content-type", "application/grpc"), .. more]);

    public void SendResponseHeaders(int streamId, bool endStream = false, params (string Name, string Value)[] more) =>
        SendHeaders(streamId, endStream, [(":status", "200"), ("content-type", "application/grpc"), .. more]);

    public void SendData(int streamId, ReadOnlySpan<byte> data, bool endStream = false) =>
        SendFrame(FrameType.Data, endStream ? FrameFlags.EndStream : FrameFlags.None, streamId, data);

    public void SendWindowUpdate(int streamId, int increment) => SendFrame(FrameType.WindowUpdate, FrameFlags.None, streamId, Int32(increment));

    public void SendReset(int streamId, ErrorCode code) => SendFrame(FrameType.RstStream, FrameFlags.None, streamId, Int32((int)code));

    public void SendPing(ulong opaque, bool ack = false)
    {
        byte[] payload = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(payload, opaque);
        SendFrame(FrameType.Ping, ack ? FrameFlags.Ack : FrameFlags.None, 0, payload);
    }

    public void SendGoAway(int lastStreamId, ErrorCode code, string debug = "") =>
        SendFrame(FrameType.GoAway, FrameFlags.None, 0, [.. Int32(lastStreamId), .. Int32((int)code), .. Encoding.UTF8.GetBytes(debug)]);

    /// <summary>The next frame that the connection sent.</summary>
    public WireFrame Next()
    {
        lock (_receivedGate)
        {
            return _received.TryDequeue(out WireFrame? frame) ? frame : throw new InvalidOperationException("the connection sent no further frame");
        }
    }

    /// <summary>As <see cref="Next"/>, waiting for another thread to cause it.</summary>
    public async Task<WireFrame> NextAsync(int timeoutSeconds = 120)
    {
        while (true)
        {
            Task arrival;
            lock (_receivedGate)
            {
                if (_received.TryDequeue(out WireFrame? frame))
                {
                    return frame;
                }
                arrival = _arrival.Task;
            }
            await arrival.WaitAsync(TimeSpan.FromSeconds(timeoutSeconds));
        }
    }

    /// <summary>Everything that it sent and that was not looked at.</summary>
    public IReadOnlyList<WireFrame> TakeAll()
    {
        lock (_receivedGate)
        {
            WireFrame[] all = [.. _received];
            _received.Clear();
            return all;
        }
    }

    public void ExpectNothing() => Assert.Empty(TakeAll());

    public IReadOnlyList<(string Name, string Value)> ExpectHeaders(int streamId, bool? endStream = null)
    {
        WireFrame frame = Next();
        Assert.True(frame.Type == FrameType.Headers && frame.StreamId == streamId, $"expected HEADERS on {streamId}, got {frame}");
        if (endStream is { } ends)
        {
            Assert.Equal(ends, frame.EndsStream);
        }
        return Decode(frame);
    }

    public byte[] ExpectData(int streamId, bool? endStream = null)
    {
        WireFrame frame = Next();
        Assert.True(frame.Type == FrameType.Data && frame.StreamId == streamId, $"expected DATA on {streamId}, got {frame}");
        if (endStream is { } ends)
        {
            Assert.Equal(ends, frame.EndsStream);
        }
        return frame.Payload;
    }

    public void ExpectReset(int streamId, ErrorCode code)
    {
        WireFrame frame = Next();
        Assert.True(frame.Type == FrameType.RstStream && frame.StreamId == streamId && frame.Code == code, $"expected RST_STREAM on {streamId} with {code}, got {frame}");
    }

    /// <summary>The connection ends with GOAWAY: the last frame, and the transport is asked to close.</summary>
    public WireFrame ExpectConnectionError(ErrorCode code)
    {
        WireFrame frame = Next();
        while (frame.Type != FrameType.GoAway)
        {
            frame = Next();
        }
        Assert.True(frame.Code == code, $"expected GOAWAY with {code}, got {frame}");
        ExpectNothing();
        Assert.True(Transport.CloseAsked);
        return frame;
    }

    public int ExpectWindowUpdate(int streamId)
    {
        WireFrame frame = Next();
        Assert.True(frame.Type == FrameType.WindowUpdate && frame.StreamId == streamId, $"expected WINDOW_UPDATE on {streamId}, got {frame}");
        return frame.Number;
    }

    /// <summary>Reads a header block, which must be done in order for each of them.</summary>
    public IReadOnlyList<(string Name, string Value)> Decode(WireFrame frame)
    {
        List<byte> block = [.. frame.Payload];
        while ((frame.Flags & FrameFlags.EndHeaders) == 0)
        {
            frame = Next();
            Assert.Equal(FrameType.Continuation, frame.Type);
            block.AddRange(frame.Payload);
        }
        var fields = new HeaderFields();
        var trace = new DecodeTrace();
        Assert.Null(_decoder.Decode(block.ToArray(), fields, ref trace));
        return [.. Enumerable.Range(0, fields.Count).Select(i => (Encoding.Latin1.GetString(fields[i].Name), Encoding.Latin1.GetString(fields[i].Value)))];
    }

    /// <summary>A header block of literals.</summary>
    public byte[] Encode(params (string Name, string Value)[] fields)
    {
        var list = new HeaderFields();
        foreach ((string name, string value) in fields)
        {
            list.Add(name, value);
        }
        byte[] block = new byte[HpackEncoder.MaxEncodedLength(HeaderList.Empty, list)];
        return block[.._encoder.Encode(HeaderList.Empty, list, block)];
    }

    private void Collect(ReadOnlyMemory<byte> sent)
    {
        lock (_receivedGate)
        {
            byte[] all = [.. _partial, .. sent.Span];
            int at = 0;
            if (_prefaceDue)
            {
                Assert.Equal("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", Encoding.ASCII.GetString(all, 0, 24));
                _prefaceDue = false;
                at = 24;
            }
            while (all.Length - at >= FrameHeader.Size)
            {
                FrameHeader header = FrameHeader.Read(all.AsSpan(at));
                if (all.Length - at - FrameHeader.Size < header.Length)
                {
                    break;
                }
                _received.Enqueue(new WireFrame(header.Type, header.Flags, header.StreamId, all.AsSpan(at + FrameHeader.Size, header.Length).ToArray()));
                at += FrameHeader.Size + header.Length;
            }
            _partial = all[at..];
            _arrival.SetResult();
            _arrival = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private static byte[] Int32(int value)
    {
        byte[] bytes = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(bytes, value);
        return bytes;
    }
}
