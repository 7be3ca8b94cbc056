using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>A DATA frame need not have come whole to be handed up, and its rest may be received where the observer wants it.</summary>
[Spec("RFC9113 §6.1")]
public sealed class DataPiecesTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void The_beginning_of_a_DATA_frame_does_not_wait_for_its_end()
    {
        ScriptedPeer peer = Open();
        byte[] frame = Frame(10_000, FrameFlags.EndStream);
        peer.SendBytes(frame.AsSpan(0, 5000));
        Assert.Equal("1 data 4991", _observer.TakeLog());
        peer.SendBytes(frame.AsSpan(5000, 1));
        Assert.Equal("1 data \0", _observer.TakeLog());
        peer.SendBytes(frame.AsSpan(5001));
        Assert.Equal("1 data 5008 end", _observer.TakeLog());
    }

    [Fact]
    public void A_beginning_too_short_to_be_worth_it_waits()
    {
        ScriptedPeer peer = Open();
        byte[] frame = Frame(10_000);
        peer.SendBytes(frame.AsSpan(0, 1032));
        Assert.Equal("", _observer.TakeLog());
        peer.SendBytes(frame.AsSpan(1032, 1));
        Assert.Equal("1 data 1024", _observer.TakeLog());
    }

    [Fact]
    public void Padding_is_judged_when_the_frame_is_whole()
    {
        ScriptedPeer peer = Open();
        byte[] frame = Frame(10_000, FrameFlags.Padded);
        frame[FrameHeader.Size] = 200;
        peer.SendBytes(frame.AsSpan(0, 9000));
        Assert.Equal("", _observer.TakeLog());
        peer.SendBytes(frame.AsSpan(9000));
        Assert.Equal("1 data 9799", _observer.TakeLog());
    }

    [Fact]
    [Spec("RFC9113 §6.9")]
    public void A_frame_beyond_the_window_is_an_error_at_its_beginning()
    {
        ScriptedPeer peer = Open(new Http2Options { InitialStreamWindowBytes = 9_999 });
        peer.SendBytes(Frame(10_000).AsSpan(0, 2000));
        Assert.Contains(peer.TakeAll(), f => f is { Type: FrameType.RstStream, StreamId: 1, Number: (int)ErrorCode.FlowControlError });
    }

    [Fact]
    [Spec("RFC9113 §6.9")]
    public void A_whole_frame_counts_once_against_the_windows_however_it_comes()
    {
        ScriptedPeer peer = Open(new Http2Options { InitialStreamWindowBytes = 20_000, InitialConnectionWindowBytes = 65_535 });
        for (int i = 0; i < 20; i++)
        {
            byte[] frame = Frame(10_000);
            peer.SendBytes(frame.AsSpan(0, 3000));
            peer.SendBytes(frame.AsSpan(3000, 4000));
            peer.SendBytes(frame.AsSpan(7000));
        }
        Assert.Equal(200_000, peer.TakeAll().Where(f => f is { Type: FrameType.WindowUpdate, StreamId: 1 }).Sum(f => f.Number));
        Assert.Equal(0, peer.Connection.Counters.BytesUnconsumed);
        Assert.Equal(1, peer.Connection.OpenStreams);
    }

    [Fact]
    [Spec("RFC9113 §5.1")]
    public void The_rest_of_a_frame_whose_stream_was_reset_is_dropped_and_its_credit_returned()
    {
        ScriptedPeer peer = Open(new Http2Options { InitialConnectionWindowBytes = 65_535 });
        byte[] frame = Frame(10_000, FrameFlags.EndStream);
        peer.SendBytes(frame.AsSpan(0, 5000));
        _observer.Accepted[0].Reset(ErrorCode.Cancel);
        Assert.Equal("1 data 4991\n1 reset Cancel Local Processed", _observer.TakeLog());
        peer.ExpectReset(1, ErrorCode.Cancel);
        peer.SendBytes(frame.AsSpan(5000));
        peer.SendPing(7);
        Assert.True(peer.Next().IsAck);
        Assert.Equal("", _observer.TakeLog());
        Assert.Equal(0, peer.Connection.Counters.BytesUnconsumed);
        for (int i = 3; i < 23; i += 2)
        {
            peer.SendRequest(i);
            peer.SendData(i, new byte[10_000]);
        }
        Assert.Equal(10, peer.Connection.OpenStreams); // all within the connection's window
    }

    [Fact]
    public void Nothing_but_the_rest_may_follow_within_a_frame()
    {
        ScriptedPeer peer = Open();
        byte[] frame = Frame(10_000);
        peer.SendBytes(frame.AsSpan(0, 5000));
        byte[] ping = new WireFrame(FrameType.Ping, FrameFlags.None, 0, new byte[8]).ToBytes();
        peer.SendBytes(ping); // is content
        peer.ExpectNothing();
        peer.SendBytes([.. new byte[10_009 - 5000 - ping.Length], .. ping]);
        Assert.True(peer.Next().IsAck);
    }

    [Fact]
    public void What_is_on_its_way_in_a_frame_is_not_asked_for_again()
    {
        ScriptedPeer peer = Open(new Http2Options { InitialStreamWindowBytes = 12_000, InitialConnectionWindowBytes = 1 << 20 }, consumes: false);
        peer.SendBytes(Frame(10_000).AsSpan(0, 2009));
        _observer.Accepted[0].ExpectMessage(10_000); // 8,000 are coming, 2,000 are in the window
        Assert.DoesNotContain(peer.TakeAll(), f => f is { Type: FrameType.WindowUpdate, StreamId: 1 });
        _observer.Accepted[0].ExpectMessage(10_001);
        Assert.Contains(peer.TakeAll(), f => f is { Type: FrameType.WindowUpdate, StreamId: 1, Number: 1 });
    }

    [Fact]
    public void The_rest_of_a_frame_is_received_where_the_observer_wants_it()
    {
        var target = new Target();
        _observer.StreamObserver = () => target;
        ScriptedPeer peer = Open();
        ITransportSession session = peer.Connection;
        byte[] frame = Frame(16_000, FrameFlags.EndStream);
        new Random(3).NextBytes(frame.AsSpan(FrameHeader.Size));
        Assert.Equal(0, session.Room.Count);
        peer.SendBytes(frame.AsSpan(0, 2009));
        ArraySegment<byte> room = session.Room;
        Assert.Same(target.Bytes, room.Array);
        Assert.Equal((2000, 14_000), (room.Offset, room.Count));

        frame.AsSpan(2009, 4000).CopyTo(room);
        Assert.Equal(0, session.Receive(room.AsSpan(0, 4000), default));
        room = session.Room;
        Assert.Equal((6000, 10_000), (room.Offset, room.Count));

        frame.AsSpan(6009).CopyTo(room);
        byte[] ping = new WireFrame(FrameType.Ping, FrameFlags.None, 0, new byte[8]).ToBytes();
        Assert.Equal(ping.Length, session.Receive(room, ping));
        Assert.Equal(0, session.Room.Count);
        Assert.Equal(2000, target.Copied);
        Assert.True(target.Ended);
        Assert.Equal(frame.AsSpan(FrameHeader.Size), target.Bytes.AsSpan(0, 16_000));
    }

    [Fact]
    public void A_room_that_ends_within_the_frame_is_filled_and_the_rest_comes_as_ever()
    {
        var target = new Target(12_000);
        _observer.StreamObserver = () => target;
        ScriptedPeer peer = Open();
        ITransportSession session = peer.Connection;
        byte[] frame = Frame(16_000);
        peer.SendBytes(frame.AsSpan(0, 2009));
        ArraySegment<byte> room = session.Room;
        Assert.Equal(10_000, room.Count);
        Assert.Equal(4000, session.Receive(room, frame.AsSpan(12_009)));
        Assert.Equal(16_000, target.Received);
    }

    [Fact]
    public void A_stream_that_was_reset_gives_no_room()
    {
        _observer.StreamObserver = () => new Target();
        ScriptedPeer peer = Open();
        peer.SendBytes(Frame(16_000).AsSpan(0, 2009));
        Assert.NotEqual(0, ((ITransportSession)peer.Connection).Room.Count);
        _observer.Accepted[0].Reset(ErrorCode.Cancel);
        Assert.Equal(0, ((ITransportSession)peer.Connection).Room.Count);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_observer_hears_of_the_end_when_nothing_is_received_into_its_room_any_more(bool connectionEnds)
    {
        var target = new Target();
        _observer.StreamObserver = () => target;
        ScriptedPeer peer = Open();
        ITransportSession session = peer.Connection;
        peer.SendBytes(Frame(16_000).AsSpan(0, 2009));
        ArraySegment<byte> room = session.Room;
        if (connectionEnds)
        {
            peer.Connection.Abort(ErrorCode.InternalError, "by another thread"); // as it looks to the connection: this is not within the loop's phase
        }
        else
        {
            _observer.Accepted[0].Reset(ErrorCode.Cancel);
        }
        Assert.Equal(0, target.Closed);
        if (connectionEnds)
        {
            session.Closed(new TransportError(TransportErrorKind.EndOfStream, "the peer closed the connection"));
        }
        else
        {
            session.Receive(room[..1000], default);
        }
        Assert.Equal(1, target.Closed);
    }

    private static byte[] Frame(int length, FrameFlags flags = FrameFlags.None) => new WireFrame(FrameType.Data, flags, 1, new byte[length]).ToBytes();

    private ScriptedPeer Open(Http2Options? options = null, bool consumes = true)
    {
        _observer.StreamObserver ??= () => _observer.Stream(consumes);
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, options).Greet();
        peer.SendRequest(1);
        _observer.TakeLog();
        return peer;
    }

    /// <summary>Puts what comes into one array.</summary>
    private sealed class Target(int bytes = 16_000) : Http2StreamObserver
    {
        public byte[] Bytes { get; } = new byte[bytes];

        public int Received { get; private set; }

        public int Copied { get; private set; }

        public bool Ended { get; private set; }

        public override ArraySegment<byte> ReceiveInto(Http2Stream stream) => new(Bytes, Received, Bytes.Length - Received);

        public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
        {
            int fits = Math.Min(data.Length, Bytes.Length - Received);
            Span<byte> place = Bytes.AsSpan(Received, fits);
            if (data[..fits] != place)
            {
                data[..fits].CopyTo(place);
                Copied += fits;
            }
            Received += data.Length;
            Ended = endStream;
            return data.Length;
        }

        public int Closed { get; private set; }

        public override void OnClosed(Http2Stream stream, in StreamEnd end) => Closed++;
    }
}
