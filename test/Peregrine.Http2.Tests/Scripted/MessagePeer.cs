using System.Buffers.Binary;
using Peregrine.Http2;
using Peregrine.Http2.Frames;

namespace Peregrine.Testing;

/// <summary>
/// A client that sends messages to the server under test, each a length of four bytes and so many behind it, by turns and no further than the windows allow; and the layer above that
/// server, which tells the streams what it waits for and keeps whole messages until it is told to take them.
/// </summary>
internal sealed class MessagePeer
{
    private const int LongestFrame = 16_000;

    private readonly Dictionary<int, Outgoing> _outgoing = [];
    private readonly Queue<int> _settings = new();
    private int _streamWindow;
    private long _connectionWindow;
    private int _nextId = 1;

    public MessagePeer(Http2Options options)
    {
        Observer.StreamObserver = () => new Reader(this);
        Peer = ScriptedPeer.ForServer(Observer, options).Greet();
        _streamWindow = options.InitialStreamWindowBytes;
        _connectionWindow = Math.Max(options.InitialConnectionWindowBytes, 65_535);
    }

    public RecordingObserver Observer { get; } = new();

    public ScriptedPeer Peer { get; }

    /// <summary>The streams whose messages became whole, in order.</summary>
    public List<int> Whole { get; } = [];

    /// <summary>The streams that were given more than their first window, in order.</summary>
    public List<int> Extended { get; } = [];

    /// <summary>The streams that the server reset.</summary>
    public List<int> Refused { get; } = [];

    /// <summary>The first windows that the server announced after the first, in order.</summary>
    public List<int> FirstWindows { get; } = [];

    /// <summary>Whether SETTINGS take effect at once, and not only with <see cref="TryAcknowledge"/>.</summary>
    public bool Acknowledges { get; set; } = true;

    /// <summary>Whether whole messages are taken at once.</summary>
    public bool Takes { get; set; } = true;

    public IncompleteMessages Incomplete => Peer.Connection.Inbound.Incomplete;

    public Http2Stream Stream(int id) => Observer.Accepted[id / 2];

    /// <summary>Opens a stream that wants to send one message, of which <paramref name="withheld"/> bytes do not go.</summary>
    public int Open(int length, int withheld = 0)
    {
        int id = _nextId;
        _nextId += 2;
        Peer.SendRequest(id);
        byte[] message = new byte[4 + length];
        BinaryPrimitives.WriteInt32BigEndian(message, length);
        _outgoing[id] = new Outgoing { Message = message, Window = _streamWindow, Withheld = withheld };
        Look();
        return id;
    }

    /// <summary>Another message on a stream whose last one has gone.</summary>
    public void Send(int id, int length)
    {
        Outgoing outgoing = _outgoing[id];
        Assert.Equal(outgoing.Message.Length, outgoing.Sent);
        outgoing.Message = new byte[4 + length];
        BinaryPrimitives.WriteInt32BigEndian(outgoing.Message, length);
        outgoing.Sent = 0;
    }

    /// <summary>What was withheld goes too.</summary>
    public void Finish(int id) => _outgoing[id].Withheld = 0;

    /// <summary>The stream sends nothing more.</summary>
    public void Forget(int id) => _outgoing.Remove(id);

    /// <summary>Sends one frame of the stream, if the windows allow any of it.</summary>
    public bool TrySend(int id, int longest = LongestFrame)
    {
        Outgoing outgoing = _outgoing[id];
        int bytes = (int)Math.Min(Math.Min(outgoing.Message.Length - outgoing.Withheld - outgoing.Sent, outgoing.Window), Math.Min(longest, _connectionWindow));
        if (bytes <= 0)
        {
            return false;
        }
        outgoing.Window -= bytes;
        _connectionWindow -= bytes;
        outgoing.Sent += bytes;
        Peer.SendData(id, outgoing.Message.AsSpan(outgoing.Sent - bytes, bytes));
        Look();
        return true;
    }

    /// <summary>Sends by turns until no window allows more.</summary>
    public void SendAll()
    {
        bool any;
        do
        {
            any = false;
            foreach (int id in _outgoing.Keys.ToArray())
            {
                any |= _outgoing.ContainsKey(id) && TrySend(id);
            }
        }
        while (any);
    }

    /// <summary>Does as the eldest SETTINGS ask that wait, and says so.</summary>
    public bool TryAcknowledge()
    {
        if (!_settings.TryDequeue(out int window))
        {
            return false;
        }
        foreach (Outgoing outgoing in _outgoing.Values)
        {
            outgoing.Window += window - _streamWindow;
        }
        _streamWindow = window;
        Peer.SendFrame(FrameType.Settings, FrameFlags.Ack, 0, []);
        Look();
        return true;
    }

    /// <summary>Follows what the server announces.</summary>
    public void Look()
    {
        foreach (WireFrame frame in Peer.TakeAll())
        {
            switch (frame.Type)
            {
                case FrameType.WindowUpdate when frame.StreamId == 0:
                    _connectionWindow += frame.Number;
                    break;
                case FrameType.WindowUpdate:
                    Extended.Add(frame.StreamId);
                    if (_outgoing.TryGetValue(frame.StreamId, out Outgoing? outgoing))
                    {
                        outgoing.Window += frame.Number;
                    }
                    break;
                case FrameType.Settings when !frame.IsAck:
                    int window = BinaryPrimitives.ReadInt32BigEndian(frame.Payload.AsSpan(2));
                    FirstWindows.Add(window);
                    _settings.Enqueue(window);
                    break;
                case FrameType.RstStream:
                    Refused.Add(frame.StreamId);
                    _outgoing.Remove(frame.StreamId);
                    break;
            }
        }
        while (Acknowledges && TryAcknowledge())
        {
        }
    }

    private sealed class Outgoing
    {
        public required byte[] Message { get; set; }

        public int Sent { get; set; }

        public long Window { get; set; }

        public int Withheld { get; set; }
    }

    private sealed class Reader(MessagePeer peer) : Http2StreamObserver
    {
        private readonly byte[] _length = new byte[4];
        private int _arrived; // the length too

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            data[..Math.Min(data.Length, Math.Max(0, 4 - _arrived))].CopyTo(_length.AsSpan(Math.Min(_arrived, 4)));
            _arrived += data.Length;
            if (_arrived < 4)
            {
                return 0;
            }
            int missing = BinaryPrimitives.ReadInt32BigEndian(_length) + 4 - _arrived;
            Assert.True(missing >= 0);
            if (!stream.ExpectMessage(missing, missing == 0 ? 0 : _arrived))
            {
                return data.Length;
            }
            if (missing > 0)
            {
                return 0;
            }
            peer.Whole.Add(stream.Id);
            if (peer.Takes)
            {
                stream.Consume(_arrived);
            }
            _arrived = 0;
            return 0;
        }

        public override void OnClosed(Http2Stream stream, in StreamEnd end)
        {
        }
    }
}
