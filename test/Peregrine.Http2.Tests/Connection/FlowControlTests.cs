using Peregrine.Http2.Buffers;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

[Spec("RFC9113 §5.2, §6.9")]
public sealed class FlowControlTests
{
    private const int InitialWindow = 4;
    private const int MaxFrameSize = 5;
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void DATA_stops_at_the_streams_window_and_goes_on_with_WINDOW_UPDATE()
    {
        ScriptedPeer peer = Serve((InitialWindow, 10));
        Http2Stream stream = _observer.Accepted[0];
        Assert.True(stream.SendData("0123456789abcdef"u8, endStream: false));
        Assert.Equal("0123456789"u8.ToArray(), peer.ExpectData(1));
        Assert.Equal(6, stream.QueuedBytes);
        stream.SendTrailers(Samples.Trailers);
        peer.ExpectNothing();
        peer.SendWindowUpdate(1, 1);
        Assert.Equal("a"u8.ToArray(), peer.ExpectData(1));
        peer.SendWindowUpdate(1, 100);
        Assert.Equal("bcdef"u8.ToArray(), peer.ExpectData(1, endStream: false));
        peer.ExpectHeaders(1, endStream: true);
        peer.ExpectNothing();
    }

    [Fact]
    public void The_end_without_data_needs_no_window()
    {
        ScriptedPeer peer = Serve((InitialWindow, 0));
        _observer.Accepted[0].SendData([], endStream: true);
        Assert.Empty(peer.ExpectData(1, endStream: true));
    }

    [Fact]
    public void END_STREAM_rides_on_the_last_queued_DATA()
    {
        ScriptedPeer peer = Serve((InitialWindow, 1));
        _observer.Accepted[0].SendData("ab"u8, endStream: false);
        _observer.Accepted[0].SendData("cd"u8, endStream: true);
        peer.ExpectData(1, endStream: false);
        peer.SendWindowUpdate(1, 3);
        Assert.Equal("bcd"u8.ToArray(), peer.ExpectData(1, endStream: true));
        peer.ExpectNothing();
    }

    [Fact]
    public void Empty_DATA_is_never_sent_unless_it_ends_the_stream()
    {
        ScriptedPeer peer = Serve();
        _observer.Accepted[0].SendData([], endStream: false);
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §6.9.2")]
    public void A_smaller_initial_window_makes_windows_negative()
    {
        ScriptedPeer peer = Serve((InitialWindow, 10));
        Http2Stream stream = _observer.Accepted[0];
        stream.SendData("0123456789ab"u8, endStream: false);
        peer.ExpectData(1);
        peer.SendSettings((InitialWindow, 3)); // -7 now
        Assert.True(peer.Next().IsAck);
        peer.SendWindowUpdate(1, 7); // 0
        peer.ExpectNothing();
        peer.SendSettings((InitialWindow, 4)); // 1
        Assert.Equal("a"u8.ToArray(), Sole(peer, FrameType.Data).Payload);
        peer.SendRequest(3, endStream: true);
        _observer.Accepted[1].SendHeaders(Samples.Response, null, false);
        peer.ExpectHeaders(3);
        _observer.Accepted[1].SendData("12345"u8, endStream: false);
        Assert.Equal("1234"u8.ToArray(), peer.ExpectData(3));
    }

    [Fact]
    [Spec("RFC9113 §6.9.1, §6.9.2")]
    public void Windows_must_not_overflow()
    {
        ScriptedPeer peer = Serve();
        peer.SendWindowUpdate(1, int.MaxValue);
        peer.ExpectReset(1, ErrorCode.FlowControlError);
        peer.SendRequest(3);
        peer.SendWindowUpdate(3, int.MaxValue - 65535);
        peer.SendSettings((InitialWindow, 65536));
        peer.ExpectConnectionError(ErrorCode.FlowControlError);
    }

    [Fact]
    public void The_connections_window_holds_all_streams_and_they_share_it_by_turns()
    {
        ScriptedPeer peer = Serve((InitialWindow, 1 << 20));
        peer.SendRequest(3);
        _observer.Accepted[1].SendHeaders(Samples.Response, null, false);
        peer.ExpectHeaders(3);
        _observer.Accepted[0].SendData(new byte[100_000], endStream: false);
        Assert.Equal(65535, peer.TakeAll().Sum(f => f.Payload.Length));
        _observer.Accepted[1].SendData(new byte[100_000], endStream: false);
        peer.ExpectNothing();
        peer.SendWindowUpdate(0, 64 * 1024);
        List<WireFrame> turns = [.. peer.TakeAll()];
        Assert.All(turns, f => Assert.Equal(FrameType.Data, f.Type));
        Assert.Equal(65536, turns.Sum(f => f.Payload.Length));
        Assert.InRange(turns.Where(f => f.StreamId == 1).Sum(f => f.Payload.Length), 65536 / 2 - 16384, 65536 / 2 + 16384);
    }

    [Fact]
    public void A_large_queue_does_not_starve_a_small_one()
    {
        ScriptedPeer peer = Serve((InitialWindow, 1 << 24));
        _observer.Accepted[0].SendData(new byte[1_000_000], endStream: false);
        peer.TakeAll();
        peer.SendRequest(3);
        _observer.Accepted[1].SendResponse(Samples.Response, null, "small"u8, Samples.Trailers);
        peer.ExpectHeaders(3);
        peer.SendWindowUpdate(0, 40_000);
        IReadOnlyList<WireFrame> frames = peer.TakeAll();
        Assert.Contains(frames, f => f.StreamId == 3 && f.Type == FrameType.Data);
        Assert.Contains(frames, f => f.StreamId == 3 && f.EndsStream);
    }

    [Fact]
    public void Control_frames_never_wait_behind_queued_DATA()
    {
        ScriptedPeer peer = Serve((InitialWindow, 1 << 24));
        peer.SendWindowUpdate(0, 1 << 24);
        peer.Transport.IsStuck = true;
        Http2Stream stream = _observer.Accepted[0];
        while (stream.SendData(new byte[50_000], endStream: false))
        {
        }
        peer.SendPing(5);
        long queued = stream.QueuedBytes;
        Assert.True(queued > 50_000);
        peer.Transport.IsStuck = false;
        peer.Transport.Flush();
        IReadOnlyList<WireFrame> frames = peer.TakeAll();
        int ping = frames.Index().Single(f => f.Item.Type == FrameType.Ping).Index;
        Assert.True(frames.Skip(ping).Where(f => f.Type == FrameType.Data).Sum(f => f.Payload.Length) >= queued);
    }

    [Fact]
    public void A_writer_over_the_high_water_mark_hears_when_half_of_it_is_gone()
    {
        ScriptedPeer peer = Serve(new Http2Options { MaxStreamWindowBytes = 1, StreamSendBufferBytes = 1000 }, (InitialWindow, 0));
        Http2Stream stream = _observer.Accepted[0];
        Assert.True(stream.SendData(new byte[1000], endStream: false));
        Assert.False(stream.SendData(new byte[1], endStream: false));
        _observer.TakeLog();
        peer.SendWindowUpdate(1, 500);
        Assert.Equal("", _observer.TakeLog());
        peer.SendWindowUpdate(1, 1);
        Assert.Equal("1 writable", _observer.TakeLog());
        peer.SendWindowUpdate(1, 400);
        Assert.Equal("", _observer.TakeLog());
    }

    [Fact]
    public void A_large_buffer_is_sent_from_its_own_memory()
    {
        ScriptedPeer peer = Serve((InitialWindow, 1 << 24));
        peer.SendWindowUpdate(0, 1 << 24);
        byte[] message = new byte[1_000_000];
        new Random(1).NextBytes(message);
        peer.Transport.IsStuck = true;
        _observer.Accepted[0].SendData(OwnedBuffer.Borrow(message, 0, message.Length), endStream: false);
        _observer.Accepted[0].SendTrailers(Samples.Trailers);
        ITransportSession session = peer.Connection;
        Assert.True(session.TryTakeOutput(out OutputBatch? batch));
        Assert.Contains(Enumerable.Range(0, batch.Count), i => ReferenceEquals(batch[i].Array, message));
        byte[] first = [.. Enumerable.Range(0, batch.Count).SelectMany(i => batch[i])];
        session.OutputSent(batch);
        peer.Transport.IsStuck = false;
        peer.Transport.Flush();
        List<byte> received = [];
        for (int at = 0; at < first.Length;)
        {
            FrameHeader header = FrameHeader.Read(first.AsSpan(at));
            received.AddRange(first.AsSpan(at + FrameHeader.Size, header.Length));
            at += FrameHeader.Size + header.Length;
        }
        foreach (WireFrame frame in peer.TakeAll().Where(f => f.Type == FrameType.Data))
        {
            received.AddRange(frame.Payload);
        }
        Assert.Equal(message, received);
    }

    [Fact]
    public void A_reset_drops_what_is_queued()
    {
        ScriptedPeer peer = Serve((InitialWindow, 5));
        Http2Stream stream = _observer.Accepted[0];
        stream.SendData(new byte[400_000], endStream: false);
        peer.ExpectData(1);
        stream.Reset(ErrorCode.Cancel);
        peer.ExpectReset(1, ErrorCode.Cancel);
        Assert.Equal(0, peer.Connection.Counters.BytesQueued);
        peer.SendWindowUpdate(0, 1000);
        peer.ExpectNothing();
    }

    [Fact]
    public void The_peers_MAX_FRAME_SIZE_bounds_our_frames()
    {
        ScriptedPeer peer = Serve((5, 20_000), (InitialWindow, 1 << 20));
        _observer.Accepted[0].SendData(new byte[50_000], endStream: false);
        Assert.Equal([20_000, 20_000, 10_000], peer.TakeAll().Select(f => f.Payload.Length));
    }

    [Fact]
    public void Small_messages_that_follow_each_other_share_a_frame()
    {
        ScriptedPeer peer = Serve();
        peer.Transport.IsStuck = true;
        _observer.Accepted[0].SendData("ab"u8, endStream: false);
        _observer.Accepted[0].SendData("cd"u8, endStream: false);
        _observer.Accepted[0].SendData("ef"u8, endStream: true);
        peer.Transport.IsStuck = false;
        peer.Transport.Flush();
        Assert.Equal("abcdef"u8.ToArray(), peer.ExpectData(1, endStream: true));
        peer.ExpectNothing();
    }

    [Fact]
    public void More_DATA_than_the_streams_window_is_a_stream_error_and_the_connections_a_connection_error()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxStreamWindowBytes = 1, InitialStreamWindowBytes = 20_000, InitialConnectionWindowBytes = 65535, MaxBufferedBytes = 0 }).Greet();
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        peer.SendRequest(1);
        peer.SendData(1, new byte[16_000]);
        peer.SendData(1, new byte[5_000]);
        peer.ExpectReset(1, ErrorCode.FlowControlError);
        peer.TakeAll();
        for (int id = 3; id < 13; id += 2)
        {
            peer.SendRequest(id);
            peer.SendData(id, new byte[16_000]);
        }
        peer.ExpectConnectionError(ErrorCode.FlowControlError);
    }

    [Fact]
    public void Stream_credit_returns_on_consumption_and_connection_credit_on_arrival()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxStreamWindowBytes = 1, InitialStreamWindowBytes = 16_000, InitialConnectionWindowBytes = 65535 }).Greet();
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        for (int id = 1; id < 7; id += 2)
        {
            peer.SendRequest(id);
            peer.SendData(id, new byte[16_000]);
        }
        Assert.Equal(48_000, peer.ExpectWindowUpdate(0));
        peer.ExpectNothing();
        _observer.Accepted[0].Consume(7_000);
        peer.ExpectNothing();
        _observer.Accepted[0].Consume(1_000);
        Assert.Equal(8_000, peer.ExpectWindowUpdate(1));
        peer.SendData(1, new byte[8_000]);
        peer.ExpectNothing();
    }

    [Fact]
    public void Padding_counts_and_its_credit_returns_by_itself()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxStreamWindowBytes = 1, InitialStreamWindowBytes = 1_000, InitialConnectionWindowBytes = 65535 }).Greet();
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        peer.SendRequest(1);
        byte[] padded = [200, (byte)'x', .. new byte[200]];
        for (int i = 0; i < 5; i++)
        {
            peer.SendFrame(FrameType.Data, FrameFlags.Padded, 1, padded);
        }
        Assert.Equal(603, peer.ExpectWindowUpdate(1)); // three times the length byte and 200 of padding
        Assert.EndsWith("1 data x", _observer.Log, StringComparison.Ordinal);
        peer.SendFrame(FrameType.Data, FrameFlags.Padded, 1, [5, 1, 2, 3]);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    public void A_message_larger_than_the_window_does_not_stall()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxStreamWindowBytes = 1, InitialStreamWindowBytes = 1_000 }).Greet();
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        peer.SendRequest(1);
        peer.SendData(1, new byte[1_000]);
        peer.ExpectNothing();
        _observer.Accepted[0].ExpectMessage(5_000);
        Assert.Equal(5_000, peer.ExpectWindowUpdate(1));
        peer.SendData(1, new byte[5_000]);
        _observer.Accepted[0].Consume(6_000);
        Assert.Equal(1_000, peer.ExpectWindowUpdate(1)); // the loan is paid back first
    }

    [Fact]
    public void Until_our_smaller_window_is_acknowledged_the_default_may_be_used()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxStreamWindowBytes = 1, InitialStreamWindowBytes = 100 });
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        peer.SendPreface();
        peer.SendSettings();
        peer.TakeAll();
        peer.SendRequest(1);
        peer.SendData(1, new byte[10_000]);
        peer.ExpectNothing();
        peer.SendFrame(FrameType.Settings, FrameFlags.Ack, 0, []);
        peer.SendData(1, "x"u8);
        peer.ExpectReset(1, ErrorCode.FlowControlError);
    }

    [Fact]
    public void Bytes_that_wait_for_the_application_beyond_the_budget_withhold_connection_credit()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxStreamWindowBytes = 1, InitialConnectionWindowBytes = 65535, MaxBufferedBytes = 50_000 }).Greet();
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        peer.SendRequest(1);
        for (int i = 0; i < 6; i++)
        {
            peer.SendData(1, new byte[16_000]);
        }
        Assert.Equal(48_000, peer.ExpectWindowUpdate(0));
        peer.ExpectNothing();
        Assert.Equal(96_000, peer.Connection.Counters.BytesUnconsumed);
        _observer.Accepted[0].Consume(40_000);
        peer.ExpectNothing();
        _observer.Accepted[0].Consume(6_000);
        Assert.Equal(48_000, peer.ExpectWindowUpdate(0));
    }

    [Fact]
    public void Credit_of_a_stream_that_dies_unread_returns()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxStreamWindowBytes = 1, InitialConnectionWindowBytes = 65535, MaxBufferedBytes = 1_000 }).Greet();
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        peer.SendRequest(1);
        peer.SendData(1, new byte[16_000]);
        peer.SendData(1, new byte[16_000]);
        peer.SendData(1, new byte[16_000]);
        peer.ExpectNothing();
        peer.SendReset(1, ErrorCode.Cancel);
        Assert.Equal(48_000, peer.ExpectWindowUpdate(0));
        Assert.Equal(0, peer.Connection.Counters.BytesUnconsumed);
    }

    [Fact]
    public void Windows_grow_with_the_bandwidth_delay_product_within_the_memory_budget()
    {
        var memory = new MemoryBudget(200_000);
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { InitialStreamWindowBytes = 64_000, InitialConnectionWindowBytes = 65535, Memory = memory }).Greet();
        peer.SendRequest(1);
        peer.SendData(1, new byte[16_000]);
        WireFrame probe = peer.Next();
        Assert.Equal(FrameType.Ping, probe.Type);
        for (int i = 0; i < 3; i++)
        {
            peer.SendData(1, new byte[16_000]);
        }
        peer.TakeAll();
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, probe.Payload);
        Assert.Equal(64_000, memory.Used);
        Assert.True(peer.ExpectWindowUpdate(0) > 400_000);
        peer.SendData(1, new byte[16_000]);
        peer.SendData(1, new byte[16_000]);
        Assert.Contains(peer.TakeAll(), f => f.Type == FrameType.WindowUpdate && f.StreamId == 1 && f.Number > 64_000);
        peer.Transport.End();
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void What_waits_for_applications_counts_against_the_budget_of_all_connections()
    {
        var memory = new MemoryBudget(1 << 20);
        var options = new Http2Options { InitialStreamWindowBytes = 8 << 20, MaxStreamWindowBytes = 1, InitialConnectionWindowBytes = 1 << 20, Memory = memory };
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        ScriptedPeer first = ScriptedPeer.ForServer(_observer, options).Greet();
        first.SendRequest(1);
        for (int i = 0; i < 100; i++)
        {
            first.SendData(1, new byte[16_000]); // 1.6 MB: beyond the first MiB
        }
        Assert.Equal(1 << 20, memory.Used);
        Assert.True(first.TakeAll().Sum(f => f.Number) >= 1 << 20);
        ScriptedPeer second = ScriptedPeer.ForServer(_observer, options).Greet();
        second.SendRequest(1);
        for (int i = 0; i < 98; i++)
        {
            second.SendData(1, new byte[16_000]);
        }
        Assert.InRange(second.TakeAll().Sum(f => f.Number), 1, 1 << 20); // no credit beyond the first MiB
        first.Transport.End();
        Assert.Equal(0, memory.Used);
        second.Transport.End();
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void A_connection_whose_application_has_taken_everything_holds_nothing_of_the_common_budget()
    {
        var memory = new MemoryBudget(8 << 20);
        var options = new Http2Options { InitialStreamWindowBytes = 8 << 20, MaxStreamWindowBytes = 1, Memory = memory };
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, options).Greet();
        peer.SendRequest(1);
        for (int i = 0; i < 100; i++)
        {
            peer.SendData(1, new byte[16_000]);
        }
        Assert.Equal(1 << 20, memory.Used);
        _observer.Accepted[0].Consume(100 * 16_000);
        Assert.Equal(0, memory.Used);
    }

    [Fact]
    public void Credit_is_not_withheld_for_messages_that_wait_for_their_rest()
    {
        const int Streams = 40, Part = 48_000;
        var options = new Http2Options { MaxStreamWindowBytes = 1, InitialConnectionWindowBytes = 65535, MaxBufferedBytes = 100_000 };
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, options).Greet();
        _observer.StreamObserver = () => _observer.Stream(consumes: false);
        for (int i = 0; i < Streams; i++)
        {
            peer.SendRequest((i * 2) + 1);
            for (int arrived = 0; arrived < Part;)
            {
                peer.SendData((i * 2) + 1, new byte[16_000]); // FLOW_CONTROL_ERROR if no credit came back
                arrived += 16_000;
                Assert.True(_observer.Accepted[i].ExpectMessage(1000, arrived));
            }
        }
        Assert.False(peer.Transport.CloseAsked);
        Assert.Equal(Streams * Part, peer.Connection.Counters.BytesUnconsumed);
        peer.TakeAll();

        // Once they are whole they wait for the application, and credit for more is withheld until it takes some.
        foreach (Http2Stream stream in _observer.Accepted)
        {
            stream.ExpectMessage(0);
        }
        peer.SendRequest(101);
        peer.SendData(101, new byte[16_000]);
        peer.SendData(101, new byte[16_000]);
        peer.SendData(101, new byte[16_000]);
        peer.ExpectNothing();
        foreach (Http2Stream stream in _observer.Accepted)
        {
            stream.Consume(Part);
        }
        Assert.True(peer.TakeAll().Where(f => f.StreamId == 0).Sum(f => f.Number) >= 48_000);
    }

    [Fact]
    public void Growth_that_the_memory_budget_refused_is_reserved_when_it_is_allowed_later()
    {
        var memory = new MemoryBudget(400_000);
        Assert.True(memory.TryReserve(150_000));
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { InitialStreamWindowBytes = 64_000, MaxStreamWindowBytes = 256_000, Memory = memory }).Greet();
        peer.SendRequest(1);
        Probe(16_000);
        Assert.Equal(150_000, memory.Used); // 64,000 more were refused
        memory.Release(150_000);
        Probe(32_000);
        Assert.Equal(192_000, memory.Used); // from 64,000 to 256,000
        peer.Transport.End();
        Assert.Equal(0, memory.Used);

        void Probe(int threshold)
        {
            peer.TakeAll();
            WireFrame? probe = null;
            for (int i = 0; i < 8 && probe is null; i++)
            {
                peer.SendData(1, new byte[threshold / 2]);
                probe = peer.TakeAll().FirstOrDefault(f => f.Type == FrameType.Ping);
            }
            for (int i = 0; i < 4; i++)
            {
                peer.SendData(1, new byte[16_000]);
            }
            peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, probe!.Payload);
        }
    }

    [Fact]
    public void A_peer_that_takes_long_frames_gets_them_while_one_stream_sends_and_short_turns_where_two_do()
    {
        ScriptedPeer peer = Serve((InitialWindow, 1 << 20), (MaxFrameSize, 1 << 20));
        peer.SendWindowUpdate(0, 1 << 20);
        peer.SendRequest(3);
        _observer.Accepted[1].SendHeaders(Samples.Response, null, endStream: false);
        peer.TakeAll();
        _observer.Accepted[0].SendData(Owned(100_000), endStream: false);
        Assert.Equal([100_000], peer.TakeAll().Select(f => f.Payload.Length));

        peer.Transport.IsStuck = true;
        _observer.Accepted[0].SendData(Owned(300_000), endStream: false); // fills the batch
        _observer.Accepted[0].SendData(Owned(50_000), endStream: false);
        _observer.Accepted[1].SendData(Owned(40_000), endStream: false);
        peer.Transport.IsStuck = false;
        peer.Transport.Flush();
        List<WireFrame> frames = [.. peer.TakeAll()];
        Assert.Equal(390_000, frames.Sum(f => f.Payload.Length));
        int second = frames.FindIndex(f => f.StreamId == 3);
        Assert.Equal([1, 3, 1, 3, 1], frames.Skip(second - 1).Take(5).Select(f => f.StreamId));
        Assert.All(frames.Skip(second - 1).Take(5), f => Assert.InRange(f.Payload.Length, 1, 16_384));
        Assert.All(frames, f => Assert.InRange(f.Payload.Length, 1, 128 * 1024));
    }

    [Fact]
    public void A_buffer_that_a_window_cuts_goes_out_from_its_own_memory_in_both_parts()
    {
        ScriptedPeer peer = Serve((InitialWindow, 40_000), (MaxFrameSize, 1 << 20));
        byte[] message = new byte[64_000];
        new Random(5).NextBytes(message);
        _observer.Accepted[0].SendData(OwnedBuffer.Borrow(message, 0, message.Length), endStream: true);
        byte[] first = peer.ExpectData(1, endStream: false);
        peer.SendWindowUpdate(1, 100_000);
        byte[] sent = [.. first, .. peer.ExpectData(1, endStream: true)];
        Assert.Equal(message, sent);
        Assert.Equal(40_000, first.Length);
    }

    private static OwnedBuffer Owned(int length) => OwnedBuffer.Borrow(new byte[length], 0, length);

    private static WireFrame Sole(ScriptedPeer peer, FrameType type) => peer.TakeAll().Single(f => f.Type == type);

    private ScriptedPeer Serve(params (int, uint)[] settings) => Serve(new Http2Options(), settings);

    private ScriptedPeer Serve(Http2Options options, params (int, uint)[] settings)
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, options).Greet(settings);
        peer.SendRequest(1);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: false);
        peer.ExpectHeaders(1);
        return peer;
    }
}
