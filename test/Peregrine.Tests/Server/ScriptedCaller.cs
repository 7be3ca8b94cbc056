using System.Buffers.Binary;
using System.Text;
using Peregrine.Framing;
using Peregrine.Http2;
using Peregrine.Http2.Buffers;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Hpack;
using Peregrine.Messages;
using Peregrine.Server;
using Peregrine.Testing;

namespace Peregrine.Tests.Server;

/// <summary>
/// A hand-driven caller against a real server core over a real HTTP/2 connection, in memory and under fake time. The test's thread is the
/// connection's loop: what a frame causes has happened when the sending method returns, except what the server leaves to pool threads.
/// </summary>
internal sealed class ScriptedCaller : IDisposable
{
    private readonly ScriptedTransport _transport = new();
    private readonly ITransportSession _session;
    private readonly HpackDecoder _decoder = new(1 << 20);
    private readonly Dictionary<int, ScriptedResponse> _responses = [];
    private readonly List<byte> _received = [];
    private readonly List<byte> _block = [];
    private readonly StringBuilder _log = new();
    private List<byte>? _held;
    private bool _blockEnds;

    private ScriptedCaller(ServerCore core, FakeTimeProvider time)
    {
        Core = core;
        Time = time;
        Connection = Http2Connection.Create(
            Role.Server, core.Options.Http2, _transport, connection => new Http2ServerConnection(core, connection), time, new Random(1));
        _session = Connection;
        Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());
        Frame(FrameType.Settings, 0, 0, []);
        Frame(FrameType.Settings, FrameFlags.Ack, 0, []);
    }

    public ServerCore Core { get; }

    public FakeTimeProvider Time { get; }

    public Http2Connection Connection { get; }

    /// <summary>How the server said that it wants to end the connection.</summary>
    public List<(ErrorCode Code, string Debug)> GoAways { get; } = [];

    /// <summary>A caller whose server serves what <paramref name="bind"/> adds.</summary>
    public static ScriptedCaller To(Action<ServiceBinder> bind, GrpcServerOptions? options = null) => To(bind, _ => options ?? new GrpcServerOptions());

    /// <summary>The same, with options made for the fake clock.</summary>
    public static ScriptedCaller To(Action<ServiceBinder> bind, Func<TimeProvider, GrpcServerOptions> options)
    {
        var time = new FakeTimeProvider();
        GrpcServerOptions made = options(time);
        var timed = new GrpcServerOptions
        {
            TimeProvider = time,
            MaxReceiveMessageSize = made.MaxReceiveMessageSize,
            MaxSendMessageSize = made.MaxSendMessageSize,
            DetailedErrors = made.DetailedErrors,
            CompressionProviders = made.CompressionProviders,
            ResponseCompressionAlgorithm = made.ResponseCompressionAlgorithm,
            Interceptors = made.Interceptors,
            MaxConcurrentCalls = made.MaxConcurrentCalls,
            MaxQueuedCalls = made.MaxQueuedCalls,
            Methods = made.Methods,
            Http2 = made.Http2,
            Pings = made.Pings,
            LoggerFactory = made.LoggerFactory,
        };
        var methods = new MethodCollector(timed);
        bind(methods);
        return new ScriptedCaller(new ServerCore(timed, methods.Build()), time);
    }

    /// <summary>Sends a request's headers with what gRPC requires and <paramref name="more"/>.</summary>
    public void Request(int stream, string path, bool end = false, params (string Name, string Value)[] more) => RawRequest(
        stream, end,
        [(":method", "POST"), (":scheme", "http"), (":path", path), (":authority", "test"), ("te", "trailers"), ("content-type", "application/grpc"), .. more]);

    /// <summary>The same; the response's messages are kept as bytes only.</summary>
    public void RequestWithoutDecoding(int stream, string path, params (string Name, string Value)[] more)
    {
        Response(stream).KeepBytesOnly = true;
        Request(stream, path, end: false, more);
    }

    /// <summary>Sends a header block as it is.</summary>
    public void RawRequest(int stream, bool end, params (string Name, string Value)[] fields)
    {
        var block = new List<byte>();
        foreach ((string name, string value) in fields)
        {
            // RFC 7541 §6.2.2: literal without indexing, new name.
            block.Add(0);
            AddText(block, name);
            AddText(block, value);
        }

        Frame(FrameType.Headers, FrameFlags.EndHeaders | (end ? FrameFlags.EndStream : 0), stream, [.. block]);
    }

    /// <summary>Sends a message in one DATA frame.</summary>
    public void Message(int stream, string text, bool end = false) => Data(stream, Framed(text), end);

    public void Data(int stream, byte[] bytes, bool end = false) => Frame(FrameType.Data, end ? FrameFlags.EndStream : 0, stream, bytes);

    public void HalfClose(int stream) => Data(stream, [], end: true);

    public void Reset(int stream, ErrorCode code = ErrorCode.Cancel)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, (int)code);
        Frame(FrameType.RstStream, 0, stream, payload);
    }

    public void WindowUpdate(int stream, int increment)
    {
        byte[] payload = new byte[4];
        BinaryPrimitives.WriteInt32BigEndian(payload, increment);
        Frame(FrameType.WindowUpdate, 0, stream, payload);
    }

    public void Settings(params (int Id, uint Value)[] settings)
    {
        byte[] payload = new byte[6 * settings.Length];
        for (int i = 0; i < settings.Length; i++)
        {
            BinaryPrimitives.WriteUInt16BigEndian(payload.AsSpan(i * 6), (ushort)settings[i].Id);
            BinaryPrimitives.WriteUInt32BigEndian(payload.AsSpan(i * 6 + 2), settings[i].Value);
        }

        Frame(FrameType.Settings, 0, 0, payload);
    }

    /// <summary>The connection is gone.</summary>
    public void Disconnect()
    {
        _session.Closed(new TransportError(TransportErrorKind.Reset, "the script hung up"));
        Pump();
    }

    public void Frame(FrameType type, FrameFlags flags, int stream, byte[] payload)
    {
        byte[] frame = new byte[FrameHeader.Size + payload.Length];
        FrameHeader.Write(frame, payload.Length, type, flags, stream);
        payload.CopyTo(frame, FrameHeader.Size);
        Send(frame);
    }

    /// <summary>What has come on a stream so far.</summary>
    public ScriptedResponse Response(int stream)
    {
        Pump();
        if (!_responses.TryGetValue(stream, out ScriptedResponse? response))
            _responses[stream] = response = new ScriptedResponse();
        return response;
    }

    /// <summary>Waits until a stream has ended.</summary>
    public ScriptedResponse Ended(int stream) => Until(stream, response => response.HasEnded);

    /// <summary>Waits until something holds of a stream.</summary>
    public ScriptedResponse Until(int stream, Func<ScriptedResponse, bool> holds)
    {
        while (true)
        {
            ScriptedResponse response = Response(stream);
            if (holds(response))
                return response;
            Assert.True(_transport.Wait(), $"nothing came. So far:\n{_log}");
        }
    }

    public static byte[] Framed(string text, bool compressed = false)
    {
        byte[] framed = [0, 0, 0, 0, 0, .. Encoding.UTF8.GetBytes(text)];
        MessagePrefix.Write(framed, compressed);
        return framed;
    }

    public void Dispose()
    {
        Disconnect();
        Core.Dispose();
    }

    /// <summary>Runs what is scheduled and takes what was sent.</summary>
    public void Pump()
    {
        bool moved;
        do
        {
            moved = false;
            while (_session.TryDequeueWork(out IHttp2Work? work))
            {
                work.Execute();
                moved = true;
            }

            while (_session.TryTakeOutput(out OutputBatch? batch))
            {
                for (int i = 0; i < batch.Count; i++)
                    _received.AddRange(batch[i]);
                _session.OutputSent(batch);
                moved = true;
            }
        }
        while (moved);
        while (TakeFrame())
        {
        }
    }

    /// <summary>Collects what is sent from now on.</summary>
    public void Hold() => _held = [];

    /// <summary>Sends what was collected, all at once.</summary>
    public void Let()
    {
        byte[] all = [.. _held!];
        _held = null;
        Send(all);
    }

    private void Send(byte[] bytes)
    {
        if (_held is not null)
        {
            _held.AddRange(bytes);
            return;
        }

        int used = _session.Receive(bytes);
        Assert.True(used == bytes.Length || _transport.IsClosed, "the connection took no whole frame");
        Pump();
    }

    private bool TakeFrame()
    {
        if (_received.Count < FrameHeader.Size)
            return false;
        byte[] bytes = [.. _received];
        FrameHeader header = FrameHeader.Read(bytes);
        if (bytes.Length < FrameHeader.Size + header.Length)
            return false;
        byte[] payload = bytes[FrameHeader.Size..(FrameHeader.Size + header.Length)];
        _received.RemoveRange(0, FrameHeader.Size + header.Length);
        _log.AppendLine(System.Globalization.CultureInfo.InvariantCulture, $"{header.Type} {header.StreamId} {header.Flags} {header.Length}");
        Take(header, payload);
        return true;
    }

    private void Take(FrameHeader header, byte[] payload)
    {
        if (header.Type == FrameType.GoAway)
        {
            string debug = Encoding.UTF8.GetString(payload.AsSpan(8));
            GoAways.Add(((ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload.AsSpan(4)), debug));
            _log.AppendLine(debug);
        }

        if (header.StreamId == 0)
            return;
        if (!_responses.TryGetValue(header.StreamId, out ScriptedResponse? response))
            _responses[header.StreamId] = response = new ScriptedResponse();
        switch (header.Type)
        {
            case FrameType.Headers or FrameType.Continuation:
                _block.AddRange(payload);
                // RFC 9113 §6.2: END_STREAM stands on HEADERS, whatever CONTINUATION follows.
                if (header.Type == FrameType.Headers)
                    _blockEnds = header.Has(FrameFlags.EndStream);
                if (header.Has(FrameFlags.EndHeaders))
                    response.OnHeaders(TakeBlock(), _blockEnds);
                break;
            case FrameType.Data:
                response.OnData(payload, header.Has(FrameFlags.EndStream));
                break;
            case FrameType.WindowUpdate:
                response.OnWindowUpdate(BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
            case FrameType.RstStream:
                response.OnReset((ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload));
                break;
        }
    }

    private Dictionary<string, string> TakeBlock()
    {
        var fields = new HeaderFields();
        DecodeTrace trace = default;
        Assert.Null(_decoder.Decode(_block.ToArray(), fields, ref trace));
        _block.Clear();
        var block = new Dictionary<string, string>();
        for (int i = 0; i < fields.Count; i++)
        {
            string name = Encoding.Latin1.GetString(fields[i].Name);
            string value = Encoding.Latin1.GetString(fields[i].Value);
            block[name] = block.TryGetValue(name, out string? before) ? $"{before},{value}" : value;
        }

        return block;
    }

    private static void AddText(List<byte> block, string text)
    {
        byte[] bytes = Encoding.Latin1.GetBytes(text);
        // RFC 7541 §5.1, prefix of 7 bits.
        if (bytes.Length < 127)
        {
            block.Add((byte)bytes.Length);
        }
        else
        {
            block.Add(127);
            int rest = bytes.Length - 127;
            for (; rest >= 128; rest /= 128)
                block.Add((byte)(rest % 128 + 128));
            block.Add((byte)rest);
        }

        block.AddRange(bytes);
    }
}
