using Peregrine.Http2.Buffers;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>Every budget: within it nothing happens; beyond it the abuser is gone, told why, and reported once.</summary>
public sealed class AbuseTests
{
    private readonly RecordingObserver _observer = new();

    [Fact]
    public void Rapid_reset()
    {
        ScriptedPeer peer = Start(new AbuseLimits { StreamResets = 100 });
        int id = 1;
        for (int i = 0; i < 100; i++, id += 2)
        {
            peer.SendRequest(id);
            peer.SendReset(id, ErrorCode.Cancel);
        }
        peer.ExpectNothing();
        peer.SendRequest(id);
        peer.SendReset(id, ErrorCode.Cancel);
        ExpectGone(peer, AbuseKind.StreamResets, 100, nameof(AbuseLimits.StreamResets));
    }

    [Fact]
    public void Resets_that_the_peer_provokes_count_too()
    {
        ScriptedPeer peer = Start(new AbuseLimits { StreamResets = 50 });
        for (int i = 0; i < 51; i++)
        {
            peer.SendRequest((i * 2) + 1);
            peer.SendWindowUpdate((i * 2) + 1, 0);
        }
        ExpectGone(peer, AbuseKind.StreamResets, 50, nameof(AbuseLimits.StreamResets));
    }

    [Fact]
    public void The_budget_refills_with_time()
    {
        ScriptedPeer peer = Start(new AbuseLimits { StreamResets = 10, Window = TimeSpan.FromSeconds(10) });
        int id = 1;
        for (int i = 0; i < 50; i++, id += 2)
        {
            peer.SendRequest(id);
            peer.SendReset(id, ErrorCode.Cancel);
            peer.Time.Advance(TimeSpan.FromSeconds(1));
        }
        peer.ExpectNothing();
        Assert.Empty(_observer.Abuse);
    }

    [Fact]
    public void A_peer_that_cancels_its_calls_after_they_were_answered_is_no_abuser()
    {
        ScriptedPeer peer = Start(new AbuseLimits { StreamResets = 1 });
        for (int i = 0; i < 20; i++)
        {
            peer.SendRequest((i * 2) + 1, endStream: true);
            _observer.Accepted[i].SendHeaders(Samples.Response, null, endStream: true);
            peer.SendReset((i * 2) + 1, ErrorCode.Cancel);
        }
        Assert.Empty(_observer.Abuse);
    }

    [Fact]
    public void Continuation_flood_by_frames()
    {
        ScriptedPeer peer = Start(new AbuseLimits { ContinuationFrames = 8 });
        peer.SendFrame(FrameType.Headers, FrameFlags.None, 1, []);
        for (int i = 0; i < 8; i++)
        {
            peer.SendFrame(FrameType.Continuation, FrameFlags.None, 1, []);
        }
        peer.ExpectNothing();
        peer.SendFrame(FrameType.Continuation, FrameFlags.None, 1, []);
        ExpectGone(peer, AbuseKind.HeaderBlock, 8, nameof(AbuseLimits.ContinuationFrames));
    }

    [Fact]
    public void Continuation_flood_by_bytes()
    {
        ScriptedPeer peer = Start(new AbuseLimits { HeaderBlockBytes = 10_000, DiscardedHeaderBlockBytes = 20_000 });
        peer.SendFrame(FrameType.Headers, FrameFlags.None, 1, new byte[16_000]);
        peer.SendFrame(FrameType.Continuation, FrameFlags.None, 1, new byte[4_000]);
        peer.ExpectNothing();
        peer.SendFrame(FrameType.Continuation, FrameFlags.None, 1, new byte[1]);
        ExpectGone(peer, AbuseKind.HeaderBlock, 20_000, nameof(AbuseLimits.DiscardedHeaderBlockBytes));
    }

    [Fact]
    [Spec("RFC9113 §4.3, §10.5.1")]
    public void A_header_block_over_the_limit_ends_its_stream_only_and_the_table_is_kept()
    {
        ScriptedPeer peer = Start(new AbuseLimits { HeaderBlockBytes = 1000 });
        byte[] block = [.. peer.Encode((":method", "POST"), (":scheme", "http"), (":path", "/"), ("x", new string('v', 1000))), 0x40, 1, (byte)'k', 1, (byte)'1'];
        peer.SendFrame(FrameType.Headers, FrameFlags.EndStream, 1, block.AsSpan(0, 500));
        peer.SendFrame(FrameType.Continuation, FrameFlags.EndHeaders, 1, block.AsSpan(500));
        Assert.Equal([(":status", "431")], peer.ExpectHeaders(1, endStream: true));
        peer.ExpectNothing();
        Assert.Equal((AbuseKind.HeaderBlock, 1000L, nameof(AbuseLimits.HeaderBlockBytes)), (_observer.Abuse.Single().Kind, _observer.Abuse.Single().Limit, _observer.Abuse.Single().Option));
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, 3, [0x83, 0x86, 0x84, 0xbe]);
        Assert.EndsWith("3 request :method=POST :scheme=http :path=/ k=1", _observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Requests_with_headers_over_the_limit_spend_the_budget_of_resets()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxHeaderListBytes = 500, Abuse = new AbuseLimits { StreamResets = 10 } }).Greet();
        for (int id = 1; !peer.Transport.CloseAsked; id += 2)
        {
            Assert.True(id < 30);
            peer.SendRequest(id, endStream: true, path: "/" + new string('p', 500));
        }
        Assert.Equal(AbuseKind.StreamResets, _observer.Abuse[^1].Kind);
    }

    [Fact]
    [Spec("RFC9113 §10.5.1")]
    public void A_header_list_over_the_limit_ends_its_stream_only_and_the_table_is_kept()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxHeaderListBytes = 1000 }).Greet();
        byte[] block = peer.Encode((":method", "POST"), (":scheme", "http"), (":path", "/"), ("x", new string('v', 1000)));
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, 1, [.. block, 0x40, 1, (byte)'k', 1, (byte)'1']);
        Assert.Equal([(":status", "431")], peer.ExpectHeaders(1, endStream: true));
        peer.ExpectReset(1, ErrorCode.NoError); // the rest of the request is not wanted
        peer.SendData(1, new byte[100], endStream: true);
        peer.ExpectNothing();
        Assert.Equal((AbuseKind.HeaderList, 1000L), (_observer.Abuse.Single().Kind, _observer.Abuse.Single().Limit));
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, 3, [0x83, 0x86, 0x84, 0xbe]);
        Assert.EndsWith("3 request :method=POST :scheme=http :path=/ k=1", _observer.Log, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("be")] // the entry
    [InlineData("7e00")] // its name, inserted again
    [InlineData("0f2f00")] // its name, not inserted
    [Spec("RFC9113 §10.5.1")]
    public void A_small_block_that_decodes_to_an_endless_list_ends_the_connection(string hex)
    {
        ScriptedPeer peer = Start(new AbuseLimits { DiscardedHeaderListBytes = 200_000 });
        byte[] unit = Convert.FromHexString(hex);
        byte[] entry = [0x40, 0x7f, 0xa1, 0x1e, .. Enumerable.Repeat((byte)'x', 4000), 0];
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, 1, [0x83, 0x86, 0x84, .. entry, .. Enumerable.Repeat(unit, 40).SelectMany(static b => b)]);
        Assert.Equal([(":status", "431")], peer.ExpectHeaders(1, endStream: true)); // 160 KB: the table is kept
        Assert.Equal(AbuseKind.HeaderList, _observer.Abuse.Single().Kind);
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.EndStream, 3, [0x83, 0x86, 0x84, .. Enumerable.Repeat(unit, 1000).SelectMany(static b => b)]);
        WireFrame goAway = peer.ExpectConnectionError(ErrorCode.EnhanceYourCalm);
        Assert.Contains($"AbuseLimits.{nameof(AbuseLimits.DiscardedHeaderListBytes)} (200000)", goAway.Debug, StringComparison.Ordinal);
        Assert.InRange(_observer.Abuse[^1].Observed, 200_001, 205_000); // and not a field further
    }

    [Fact]
    public void Ping_flood()
    {
        ScriptedPeer peer = Start(new AbuseLimits { Pings = 10 });
        for (int i = 0; i < 10; i++)
        {
            peer.SendPing(1);
            Assert.True(peer.Next().IsAck);
        }
        peer.SendPing(1);
        ExpectGone(peer, AbuseKind.Pings, 10, nameof(AbuseLimits.Pings));
    }

    [Fact]
    public void Pings_that_accompany_data_are_free()
    {
        ScriptedPeer peer = Start(new AbuseLimits { Pings = 2 });
        peer.SendRequest(1);
        for (int i = 0; i < 50; i++)
        {
            peer.SendData(1, "x"u8);
            peer.SendPing(1);
        }
        Assert.Empty(_observer.Abuse);
    }

    [Fact]
    public void Settings_flood()
    {
        ScriptedPeer peer = Start(new AbuseLimits { Settings = 10 });
        for (int i = 0; i < 9; i++)
        {
            peer.SendSettings();
            Assert.True(peer.Next().IsAck);
        }
        peer.SendSettings();
        ExpectGone(peer, AbuseKind.Settings, 10, nameof(AbuseLimits.Settings));
    }

    [Fact]
    public void Empty_data_flood()
    {
        ScriptedPeer peer = Start(new AbuseLimits { EmptyData = 10 });
        peer.SendRequest(1);
        for (int i = 0; i < 10; i++)
        {
            peer.SendFrame(FrameType.Data, i % 2 == 0 ? FrameFlags.None : FrameFlags.Padded, 1, i % 2 == 0 ? [] : [0]);
        }
        peer.SendData(1, [], endStream: false);
        ExpectGone(peer, AbuseKind.EmptyData, 10, nameof(AbuseLimits.EmptyData));
    }

    [Fact]
    public void Window_update_churn()
    {
        ScriptedPeer peer = Start(new AbuseLimits { WindowUpdates = 10 });
        for (int i = 0; i < 10; i++)
        {
            peer.SendWindowUpdate(0, 1);
        }
        peer.ExpectNothing();
        peer.SendWindowUpdate(0, 1);
        ExpectGone(peer, AbuseKind.WindowUpdates, 10, nameof(AbuseLimits.WindowUpdates));
    }

    [Fact]
    public void Window_updates_for_data_that_was_sent_are_free()
    {
        ScriptedPeer peer = Start(new AbuseLimits { WindowUpdates = 2 });
        peer.SendRequest(1);
        _observer.Accepted[0].SendHeaders(Samples.Response, null, endStream: false);
        for (int i = 0; i < 50; i++)
        {
            _observer.Accepted[0].SendData("x"u8, endStream: false);
            peer.SendWindowUpdate(0, 1);
            peer.SendWindowUpdate(1, 1);
        }
        Assert.Empty(_observer.Abuse);
    }

    [Fact]
    public void Flood_of_frames_that_are_ignored()
    {
        ScriptedPeer peer = Start(new AbuseLimits { IgnoredFrames = 10 });
        for (int i = 0; i < 10; i++)
        {
            peer.SendFrame(i % 2 == 0 ? FrameType.Priority : (FrameType)99, FrameFlags.None, 1, new byte[5]);
        }
        peer.ExpectNothing();
        peer.SendFrame((FrameType)99, FrameFlags.None, 0, []);
        ExpectGone(peer, AbuseKind.IgnoredFrames, 10, nameof(AbuseLimits.IgnoredFrames));
    }

    [Theory]
    [InlineData(nameof(FrameType.Headers))]
    [InlineData(nameof(FrameType.RstStream))]
    public void Flood_of_frames_on_streams_that_are_over(string name)
    {
        FrameType type = Enum.Parse<FrameType>(name);
        ScriptedPeer peer = Start(new AbuseLimits { IgnoredFrames = 10 });
        byte[] payload = type == FrameType.Headers ? [0, 1, (byte)'a', 0] : [0, 0, 0, 8];
        for (int id = 1; id < 40; id += 2)
        {
            peer.SendRequest(id);
            _observer.Accepted[^1].Reset(ErrorCode.Cancel);
            peer.ExpectReset(id, ErrorCode.Cancel);
            peer.SendFrame(type, FrameFlags.EndHeaders | FrameFlags.EndStream, id, payload); // may have crossed our reset
        }
        for (int i = 0; i < 10; i++)
        {
            peer.SendFrame(type, FrameFlags.EndHeaders | FrameFlags.EndStream, 1, payload);
        }
        peer.ExpectNothing();
        Assert.Empty(_observer.Abuse);
        peer.SendFrame(type, FrameFlags.EndHeaders | FrameFlags.EndStream, 1, payload);
        ExpectGone(peer, AbuseKind.IgnoredFrames, 10, nameof(AbuseLimits.IgnoredFrames));
    }

    [Fact]
    public void Flood_of_requests_after_the_final_GOAWAY()
    {
        ScriptedPeer peer = Start(new AbuseLimits { StreamResets = 10 });
        peer.SendRequest(1);
        peer.Connection.Drain();
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, peer.TakeAll().Single(f => f.Type == FrameType.Ping).Payload);
        peer.TakeAll();
        for (int id = 3; id < 23; id += 2)
        {
            peer.SendRequest(id);
        }
        peer.ExpectNothing();
        peer.SendRequest(23);
        ExpectGone(peer, AbuseKind.StreamResets, 10, nameof(AbuseLimits.StreamResets));
    }

    [Fact]
    public void Flood_of_interim_responses()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(_observer, new Http2Options { Abuse = new AbuseLimits { IgnoredFrames = 10 } }).Greet();
        peer.Connection.TryOpenStream(_observer.Stream(), Samples.Request, null, endStream: true, out _);
        peer.TakeAll();
        for (int i = 0; i < 10; i++)
        {
            peer.SendHeaders(1, endStream: false, (":status", "103"), ("link", "x"));
        }
        peer.ExpectNothing();
        peer.SendHeaders(1, endStream: false, (":status", "103"), ("link", "x"));
        ExpectGone(peer, AbuseKind.IgnoredFrames, 10, nameof(AbuseLimits.IgnoredFrames));
    }

    [Fact]
    [Spec("RFC9113 §10.5.1")]
    public void Headers_of_open_requests_that_refer_to_one_long_entry_are_bounded_and_counted_until_the_streams_end()
    {
        const int Most = 3 << 20, Budget = 16 << 20, Entry = 4000, References = 10;
        var memory = new MemoryBudget(Budget);
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxHeldHeaderBytes = Most, Memory = memory }).Greet();
        byte[] entry = [0x40, 1, (byte)'k', 0x7f, 0x91, 0x1e, .. Enumerable.Repeat((byte)'x', 3984)];
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, 1, [0x83, 0x86, 0x84, .. entry]);
        for (int id = 3; _observer.Abuse.Count == 0; id += 2)
        {
            Assert.True(id < 1000);
            // Each is different, so that it is not the same list that is there once: 30 bytes for 40,000.
            peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, id, [0x83, 0x86, 0x84, 0, 1, (byte)'n', 3, .. System.Text.Encoding.ASCII.GetBytes($"{id:D3}"), .. Enumerable.Repeat((byte)0xbe, References)]);
        }
        AbuseReport report = Assert.Single(_observer.Abuse);
        Assert.Equal((AbuseKind.BufferedBytes, Most, nameof(Http2Options.MaxHeldHeaderBytes)), (report.Kind, report.Limit, report.Option));
        int open = peer.Connection.OpenStreams;
        Assert.InRange(open, Most / (Entry * (References + 1)), Most / (Entry * References));
        Assert.Equal([(":status", "431")], peer.ExpectHeaders((2 * open) + 1, endStream: true));
        peer.ExpectReset((2 * open) + 1, ErrorCode.NoError);
        Assert.InRange(memory.Used, 2 << 20, Most); // the first MiB is free
        peer.SendRequest(999);
        Assert.Equal(open + 1, peer.Connection.OpenStreams); // a small one still fits

        for (int id = 1; id <= (2 * open) - 1; id += 2)
        {
            peer.SendReset(id, ErrorCode.Cancel);
        }
        Assert.Equal(0, memory.Used);
        Assert.Single(_observer.Abuse);
    }

    [Fact]
    public void Flood_of_GOAWAY()
    {
        ScriptedPeer peer = Start(new AbuseLimits { IgnoredFrames = 10 });
        for (int i = 0; i < 10; i++)
        {
            peer.SendGoAway(0, ErrorCode.NoError);
        }
        Assert.Empty(_observer.Abuse);
        peer.SendGoAway(0, ErrorCode.NoError);
        Assert.Equal((AbuseKind.IgnoredFrames, 10L), (_observer.Abuse.Single().Kind, _observer.Abuse.Single().Limit));
        Assert.True(peer.Transport.CloseAsked);
    }

    [Fact]
    public void Answers_that_the_peer_does_not_read()
    {
        ScriptedPeer peer = Start(new AbuseLimits { QueuedControlBytes = 17 * 100, Pings = 100_000 });
        peer.Transport.IsStuck = true;
        for (int i = 0; i < 100; i++)
        {
            peer.SendPing(1);
        }
        Assert.False(peer.Transport.CloseAsked);
        peer.SendPing(1);
        Assert.True(peer.Transport.CloseAsked);
        Assert.Equal(AbuseKind.QueuedControlFrames, _observer.Abuse.Single().Kind);
    }

    [Fact]
    public void Replies_that_the_peer_does_not_read_are_bounded_too()
    {
        ScriptedPeer peer = Start(new AbuseLimits { UnsentBytes = 100_000 });
        peer.Transport.IsStuck = true;
        _observer.OnAccept = stream =>
        {
            var tail = new HeaderFields();
            tail.Add("x-large", new string('x', 1000));
            stream.SendHeaders(Samples.Response, tail, endStream: true);
        };
        for (int id = 1; !peer.Transport.CloseAsked; id += 2)
        {
            Assert.True(id < 2_000);
            peer.SendRequest(id, endStream: true);
        }
        Assert.Equal((AbuseKind.SlowReader, nameof(AbuseLimits.UnsentBytes)), (_observer.Abuse.Single().Kind, _observer.Abuse.Single().Option));
    }

    [Fact]
    public void Replies_that_peers_do_not_read_are_bounded_over_all_connections_too()
    {
        const int Budget = 4 << 20;
        var options = new Http2Options { Memory = new MemoryBudget(Budget) };
        _observer.OnAccept = stream =>
        {
            var tail = new HeaderFields();
            tail.Add("x-large", new string('x', 10_000));
            stream.SendHeaders(Samples.Response, tail, endStream: true);
        };
        ScriptedPeer[] peers = [.. Enumerable.Range(0, 3).Select(_ => ScriptedPeer.ForServer(_observer, options).Greet())];
        foreach (ScriptedPeer peer in peers)
        {
            peer.Transport.IsStuck = true;
            for (int id = 1; !peer.Transport.CloseAsked; id += 2)
            {
                Assert.True(id < 2_000);
                peer.SendRequest(id, endStream: true);
            }
        }
        Assert.All(_observer.Abuse, report => Assert.Equal((AbuseKind.BufferedBytes, Budget, nameof(Http2Options.Memory)), (report.Kind, report.Limit, report.Option)));
        Assert.Equal(peers.Length, _observer.Abuse.Count);
        Assert.InRange(options.Memory.Used, Budget / 2, Budget);
        foreach (ScriptedPeer peer in peers)
        {
            peer.Transport.End();
        }
        Assert.Equal(0, options.Memory.Used);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Who_holds_scarce_memory_and_does_not_move_it_is_gone_and_who_holds_none_stays(bool receives)
    {
        const int Held = 3 << 20;
        var memory = new MemoryBudget(16 << 20);
        var options = new Http2Options { Memory = memory, MaxStreamWindowBytes = 1 };
        ScriptedPeer holder = ScriptedPeer.ForServer(_observer, options).Greet((4, 0));
        var other = new RecordingObserver();
        ScriptedPeer bystander = ScriptedPeer.ForServer(other, options, holder.Time).Greet((4, 0));
        bystander.SendRequest(1);
        holder.SendRequest(1);
        if (receives)
        {
            holder.SendData(1, new byte[1]);
            Assert.True(_observer.Accepted[0].ExpectMessage(Held, 1));
        }
        else
        {
            _observer.Accepted[0].SendResponse(Samples.Response, null, new byte[Held], Samples.Trailers);
        }
        other.Accepted[0].SendHeaders(Samples.Response, null, endStream: false);
        other.Accepted[0].SendData(new byte[500_000], endStream: false);
        holder.TakeAll();
        holder.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Empty(_observer.Abuse); // while there is enough for all, it may wait
        Assert.True(memory.TryReserve((16 << 20) - (5 << 20)));
        holder.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.Empty(_observer.Abuse);
        holder.Time.Advance(TimeSpan.FromSeconds(61));
        Assert.Equal(AbuseKind.Standstill, Assert.Single(_observer.Abuse).Kind);
        WireFrame goAway = holder.ExpectConnectionError(ErrorCode.EnhanceYourCalm);
        Assert.Contains("AbuseLimits.SlowReaderTimeout", goAway.Debug, StringComparison.Ordinal);
        holder.Transport.End();
        Assert.Equal((16 << 20) - (5 << 20), memory.Used);
        Assert.Empty(other.Abuse);
        bystander.SendWindowUpdate(1, 500_000);
        Assert.Equal(1, bystander.Connection.OpenStreams);
        Assert.False(bystander.Transport.CloseAsked);
    }

    [Fact]
    public void A_slow_reader_that_pins_a_batch_is_cut_off()
    {
        ScriptedPeer peer = Start(new AbuseLimits { SlowReaderTimeout = TimeSpan.FromSeconds(30) });
        peer.SendRequest(1);
        peer.Transport.IsStuck = true;
        _observer.Accepted[0].SendResponse(Samples.Response, null, new byte[1000], Samples.Trailers);
        ITransportSession session = peer.Connection;
        Assert.True(session.TryTakeOutput(out _)); // the engine has it and cannot send it
        peer.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(peer.Transport.AbortedFor);
        Assert.Equal(AbuseKind.SlowReader, _observer.Abuse.Single().Kind);
        peer.Transport.End();
        Assert.Equal(TransportErrorKind.TimedOut, _observer.End!.Value.Transport.Kind);
    }

    [Fact]
    public void A_batch_that_is_just_being_sent_when_the_clock_looks_is_no_sign_of_a_slow_reader()
    {
        ScriptedPeer peer = Start(new AbuseLimits { SlowReaderTimeout = TimeSpan.FromSeconds(30) });
        peer.SendRequest(1);
        peer.Time.Advance(TimeSpan.FromMinutes(5));
        peer.Transport.IsStuck = true;
        _observer.Accepted[0].SendResponse(Samples.Response, null, new byte[1000], Samples.Trailers);
        ITransportSession session = peer.Connection;
        Assert.True(session.TryTakeOutput(out OutputBatch? batch));
        peer.Time.Advance(TimeSpan.FromSeconds(15)); // the clock has looked meanwhile
        session.OutputSent(batch);
        peer.Time.Advance(TimeSpan.FromMinutes(5));
        Assert.Null(peer.Transport.AbortedFor);
        Assert.Empty(_observer.Abuse);
    }

    [Fact]
    public void What_a_peer_that_broke_a_rule_does_not_read_is_dropped_after_two_seconds()
    {
        ScriptedPeer peer = Start(new AbuseLimits { Pings = 10 });
        peer.Transport.IsStuck = true;
        for (int i = 0; i < 11; i++)
        {
            peer.SendPing(1);
        }
        Assert.True(peer.Transport.CloseAsked);
        peer.Time.Advance(TimeSpan.FromSeconds(1.9));
        Assert.Null(peer.Transport.AbortedFor);
        peer.Time.Advance(TimeSpan.FromSeconds(0.2));
        Assert.NotNull(peer.Transport.AbortedFor);
    }

    [Fact]
    public void A_peer_that_gives_no_window_cannot_make_us_queue_without_bound()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(_observer, new Http2Options { MaxQueuedBytes = 100_000 }).Greet((4, 0));
        for (int id = 1; id <= 9; id += 2)
        {
            peer.SendRequest(id, endStream: true);
            _observer.Accepted[^1].SendResponse(Samples.Response, null, new byte[30_000], Samples.Trailers);
        }
        Assert.True(peer.Connection.Counters.BytesQueued <= 100_000);
        Assert.Contains("7 reset EnhanceYourCalm Local Processed", _observer.Log, StringComparison.Ordinal);
        Assert.Contains(_observer.Abuse, report => report.Kind == AbuseKind.BufferedBytes);
        Assert.False(peer.Transport.CloseAsked); // others are not disturbed
        peer.SendWindowUpdate(1, 100_000);
        Assert.EndsWith("1 closed", _observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    public void Peers_that_give_no_window_cannot_make_us_queue_more_than_all_connections_may_hold()
    {
        const int Budget = 8 << 20, Free = 1 << 20, Message = 300_000, Peers = 5;
        var options = new Http2Options { Memory = new MemoryBudget(Budget) };
        ScriptedPeer[] peers = [.. Enumerable.Range(0, Peers).Select(_ => ScriptedPeer.ForServer(_observer, options).Greet((4, 0)))];
        int asked = 0;
        for (int id = 1; _observer.Abuse.Count == 0; id += 2)
        {
            Assert.True(id < 200);
            foreach (ScriptedPeer peer in peers)
            {
                peer.SendRequest(id, endStream: true);
                _observer.Accepted[^1].SendResponse(Samples.Response, null, new byte[Message], Samples.Trailers);
                asked++;
            }
        }
        AbuseReport report = _observer.Abuse[0];
        Assert.Equal((AbuseKind.BufferedBytes, (long)Budget, nameof(Http2Options.Memory)), (report.Kind, report.Limit, report.Option));
        Assert.InRange(peers.Sum(peer => peer.Connection.Counters.BytesQueued), Budget / 2, Budget + (Peers * Free));
        Assert.Contains("reset EnhanceYourCalm Local Processed", _observer.Log, StringComparison.Ordinal);
        Assert.All(peers, peer => Assert.True(!peer.Transport.CloseAsked && peer.Connection.OpenStreams > 5));

        foreach (ScriptedPeer peer in peers[1..])
        {
            peer.SendWindowUpdate(0, 100_000_000);
            peer.SendSettings((4, Message));
            Assert.Equal(0, peer.Connection.Counters.BytesQueued);
        }
        Assert.InRange(options.Memory.Used, 1, Budget / Peers * 2); // what the first one still holds
        peers[0].Transport.End();
        Assert.Equal(0, options.Memory.Used);
    }

    private ScriptedPeer Start(AbuseLimits limits) => ScriptedPeer.ForServer(_observer, new Http2Options { Abuse = limits }).Greet();

    private void ExpectGone(ScriptedPeer peer, AbuseKind kind, long limit, string option)
    {
        WireFrame goAway = peer.ExpectConnectionError(ErrorCode.EnhanceYourCalm);
        Assert.Contains($"AbuseLimits.{option} ({limit})", goAway.Debug, StringComparison.Ordinal);
        AbuseReport report = Assert.Single(_observer.Abuse);
        Assert.Equal((kind, limit, option), (report.Kind, report.Limit, report.Option));
        Assert.Equal(1, peer.Connection.Counters.AbuseReports);
        Assert.Equal(0, peer.Connection.OpenStreams);
        peer.SendPing(1);
        peer.ExpectNothing();
    }
}
