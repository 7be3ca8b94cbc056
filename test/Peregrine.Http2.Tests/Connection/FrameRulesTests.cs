using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>What RFC 9113 §4 to §6 ask of single frames, whichever role receives them.</summary>
public sealed class FrameRulesTests
{
    public static TheoryData<Role> Roles => new(Role.Client, Role.Server);

    [Fact]
    [Spec("RFC9113 §3.4")]
    public void A_server_sends_SETTINGS_first_and_at_once()
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(new RecordingObserver());
        Assert.Equal(FrameType.Settings, peer.Next().Type);
        Assert.Equal((16 << 20) - 65535, peer.ExpectWindowUpdate(0));
        peer.ExpectNothing();
    }

    [Fact]
    [Spec("RFC9113 §3.4, §6.5.2")]
    public void A_client_sends_the_preface_and_SETTINGS_without_push()
    {
        ScriptedPeer peer = ScriptedPeer.ForClient(new RecordingObserver());
        WireFrame settings = peer.Next();
        Assert.Equal(FrameType.Settings, settings.Type);
        Assert.Contains("000200000000", Convert.ToHexString(settings.Payload), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("GET / HTTP/1.1\r\nHost: a\r\n\r\n")]
    [InlineData("PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n")]
    [Spec("RFC9113 §3.4")]
    public void Anything_but_the_preface_is_PROTOCOL_ERROR(string text)
    {
        ScriptedPeer peer = ScriptedPeer.ForServer(new RecordingObserver());
        peer.SendBytes(System.Text.Encoding.ASCII.GetBytes(text));
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §3.4")]
    public void The_preface_may_come_byte_by_byte()
    {
        var observer = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(observer);
        foreach (byte b in "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0"u8.ToArray())
        {
            peer.SendBytes([b]);
        }
        Assert.Equal("settings", observer.Log);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    [Spec("RFC9113 §3.4")]
    public void The_first_frame_must_be_SETTINGS(Role role)
    {
        ScriptedPeer peer = Start(role);
        peer.SendPreface();
        peer.SendPing(1);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    [Spec("RFC9113 §4.1, §5.5")]
    public void Unknown_frame_types_flags_and_settings_are_ignored(Role role)
    {
        ScriptedPeer peer = Start(role).Greet();
        peer.SendFrame((FrameType)0x7f, (FrameFlags)0xff, 5, [1, 2, 3]);
        peer.SendFrame((FrameType)0xa, FrameFlags.None, 0, []);
        peer.ExpectNothing();
        peer.SendSettings((0x99, 7));
        Assert.True(peer.Next().IsAck);
        peer.SendFrame(FrameType.Ping, (FrameFlags)0xf0, 0, new byte[8]);
        Assert.True(peer.Next().IsAck);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    [Spec("RFC9113 §4.2")]
    public void A_frame_over_SETTINGS_MAX_FRAME_SIZE_is_FRAME_SIZE_ERROR_before_it_is_whole(Role role)
    {
        ScriptedPeer peer = Start(role).Greet();
        int tooLong = peer.Connection.LocalSettings.MaxFrameBytes + 1;
        peer.SendBytes([(byte)(tooLong >> 16), (byte)(tooLong >> 8), (byte)tooLong, 0, 0, 0, 0, 0, 1]);
        peer.ExpectConnectionError(ErrorCode.FrameSizeError);
    }

    [Theory]
    [InlineData("Data", 0, 0, "00", ErrorCode.ProtocolError)]
    [InlineData("Headers", 4, 0, "82", ErrorCode.ProtocolError)]
    [InlineData("Headers", 4 | 0x20, 1, "00000000", ErrorCode.FrameSizeError)]
    [InlineData("Headers", 4 | 8, 1, "0282", ErrorCode.ProtocolError)]
    [InlineData("Headers", 4 | 8, 1, "", ErrorCode.ProtocolError)]
    [InlineData("Priority", 0, 0, "0000000000", ErrorCode.ProtocolError)]
    [InlineData("RstStream", 0, 0, "00000000", ErrorCode.ProtocolError)]
    [InlineData("RstStream", 0, 1, "000000", ErrorCode.FrameSizeError)]
    [InlineData("RstStream", 0, 1, "00000000", ErrorCode.ProtocolError)]
    [InlineData("Settings", 0, 1, "", ErrorCode.ProtocolError)]
    [InlineData("Settings", 0, 0, "0000000000", ErrorCode.FrameSizeError)]
    [InlineData("Settings", 1, 0, "000000000000", ErrorCode.FrameSizeError)]
    [InlineData("Settings", 0, 0, "000200000002", ErrorCode.ProtocolError)]
    [InlineData("Settings", 0, 0, "000480000000", ErrorCode.FlowControlError)]
    [InlineData("Settings", 0, 0, "000500003fff", ErrorCode.ProtocolError)]
    [InlineData("Settings", 0, 0, "000501000000", ErrorCode.ProtocolError)]
    [InlineData("PushPromise", 4, 1, "0000000282", ErrorCode.ProtocolError)]
    [InlineData("Ping", 0, 1, "0000000000000000", ErrorCode.ProtocolError)]
    [InlineData("Ping", 0, 0, "00000000000000", ErrorCode.FrameSizeError)]
    [InlineData("GoAway", 0, 1, "0000000000000000", ErrorCode.ProtocolError)]
    [InlineData("GoAway", 0, 0, "00000000000000", ErrorCode.FrameSizeError)]
    [InlineData("WindowUpdate", 0, 0, "000000", ErrorCode.FrameSizeError)]
    [InlineData("WindowUpdate", 0, 0, "00000000", ErrorCode.ProtocolError)]
    [InlineData("WindowUpdate", 0, 0, "7fffffff", ErrorCode.FlowControlError)]
    [InlineData("WindowUpdate", 0, 1, "00000001", ErrorCode.ProtocolError)]
    [InlineData("Continuation", 4, 1, "82", ErrorCode.ProtocolError)]
    [InlineData("Data", 0, 1, "00", ErrorCode.ProtocolError)]
    [Spec("RFC9113 §6")]
    public void A_frame_that_its_section_forbids_is_a_connection_error(string type, int flags, int stream, string hex, ErrorCode code)
    {
        foreach (Role role in Enum.GetValues<Role>())
        {
            ScriptedPeer peer = Start(role).Greet();
            peer.SendFrame(Enum.Parse<FrameType>(type), (FrameFlags)flags, stream, Convert.FromHexString(hex));
            peer.ExpectConnectionError(code);
        }
    }

    [Fact]
    [Spec("RFC9113 §6.5.2")]
    public void A_server_that_enables_push_is_PROTOCOL_ERROR_but_a_client_may()
    {
        ScriptedPeer client = Start(Role.Client).Greet();
        client.SendSettings((2, 1));
        client.ExpectConnectionError(ErrorCode.ProtocolError);
        ScriptedPeer server = Start(Role.Server).Greet();
        server.SendSettings((2, 1));
        Assert.True(server.Next().IsAck);
    }

    [Theory]
    [MemberData(nameof(Roles))]
    [Spec("RFC9113 §6.7")]
    public void PING_is_answered_with_the_same_bytes_and_an_answer_is_not(Role role)
    {
        ScriptedPeer peer = Start(role).Greet();
        peer.SendPing(0x0102030405060708);
        WireFrame answer = peer.Next();
        Assert.Equal((FrameType.Ping, FrameFlags.Ack, "0102030405060708"), (answer.Type, answer.Flags, Convert.ToHexString(answer.Payload)));
        peer.SendPing(99, ack: true);
        peer.ExpectNothing();
    }

    [Theory]
    [MemberData(nameof(Roles))]
    public async Task PingAsync_measures_the_round_trip(Role role)
    {
        ScriptedPeer peer = Start(role).Greet();
        ValueTask<TimeSpan> measuring = peer.Connection.PingAsync();
        WireFrame ping = peer.Next();
        peer.Time.Advance(TimeSpan.FromMilliseconds(70));
        peer.SendFrame(FrameType.Ping, FrameFlags.Ack, 0, ping.Payload);
        Assert.Equal(TimeSpan.FromMilliseconds(70), await measuring);
        ValueTask<TimeSpan> second = peer.Connection.PingAsync();
        peer.Transport.End();
        await Assert.ThrowsAsync<IOException>(async () => await second);
    }

    [Fact]
    [Spec("RFC9113 §5.3.2")]
    public void PRIORITY_is_tolerated_on_any_stream_and_checked_for_its_length()
    {
        ScriptedPeer peer = Start(Role.Server).Greet();
        peer.SendFrame(FrameType.Priority, FrameFlags.None, 7, new byte[5]);
        peer.ExpectNothing();
        peer.SendRequest(1);
        peer.SendFrame(FrameType.Priority, FrameFlags.None, 1, new byte[4]);
        peer.ExpectReset(1, ErrorCode.FrameSizeError);
    }

    [Fact]
    [Spec("RFC7540 §5.3.1")]
    public void A_stream_that_depends_on_itself_is_a_stream_error_and_its_block_is_decoded()
    {
        var observer = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(observer).Greet();
        byte[] block = [.. peer.Encode((":method", "POST"), (":scheme", "http"), (":path", "/")), 0x40, 1, (byte)'k', 1, (byte)'1'];
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.Priority, 1, [0x80, 0, 0, 1, 9, .. block]);
        peer.ExpectReset(1, ErrorCode.ProtocolError);
        Assert.Empty(observer.Accepted);
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, 3, [0x83, 0x86, 0x84, 0xbe]);
        Assert.EndsWith("3 request :method=POST :scheme=http :path=/ k=1", observer.Log, StringComparison.Ordinal);
        peer.SendFrame(FrameType.Priority, FrameFlags.None, 3, [0, 0, 0, 3, 9]);
        peer.ExpectReset(3, ErrorCode.ProtocolError);
        peer.SendFrame(FrameType.Priority, FrameFlags.None, 5, [0, 0, 0, 5, 9]);
        peer.ExpectConnectionError(ErrorCode.ProtocolError); // idle: RST_STREAM must not name it
    }

    [Theory]
    [MemberData(nameof(Roles))]
    [Spec("RFC9113 §6.1")]
    public void DATA_with_padding_as_long_as_its_payload_is_PROTOCOL_ERROR_on_an_open_stream_too(Role role)
    {
        foreach (byte[] payload in (byte[][])[[5, 1, 2, 3, 4], [6, 1, 2, 3, 4], [255], []])
        {
            var observer = new RecordingObserver();
            ScriptedPeer peer = (role == Role.Server ? ScriptedPeer.ForServer(observer) : ScriptedPeer.ForClient(observer)).Greet();
            if (role == Role.Server)
            {
                peer.SendRequest(1);
            }
            else
            {
                Assert.Equal(OpenStatus.Opened, peer.Connection.TryOpenStream(observer.Stream(), Samples.Request, null, false, out _));
                peer.ExpectHeaders(1);
                peer.SendResponseHeaders(1);
            }
            peer.SendFrame(FrameType.Data, FrameFlags.Padded, 1, [4, 0, 0, 0, 0]); // all padding is allowed
            peer.SendFrame(FrameType.Data, FrameFlags.Padded, 1, payload);
            peer.ExpectConnectionError(ErrorCode.ProtocolError);
        }
    }

    [Theory]
    [MemberData(nameof(Roles))]
    [Spec("RFC9113 §4.2")]
    public void A_frame_of_exactly_SETTINGS_MAX_FRAME_SIZE_is_taken(Role role)
    {
        ScriptedPeer peer = Start(role).Greet();
        peer.SendFrame((FrameType)0x42, FrameFlags.None, 0, new byte[peer.Connection.LocalSettings.MaxFrameBytes]);
        peer.ExpectNothing();
        Assert.False(peer.Transport.CloseAsked);
    }

    [Fact]
    [Spec("RFC9113 §6.10, §4.3")]
    public void A_header_block_may_be_split_anywhere_and_must_not_be_interrupted()
    {
        var observer = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(observer).Greet();
        byte[] block = peer.Encode((":method", "POST"), (":scheme", "http"), (":path", "/"));
        peer.SendFrame(FrameType.Headers, FrameFlags.EndStream, 1, block.AsSpan(0, 2));
        peer.SendFrame(FrameType.Continuation, FrameFlags.None, 1, []);
        foreach (byte b in block[2..^1])
        {
            peer.SendFrame(FrameType.Continuation, FrameFlags.None, 1, [b]);
        }
        peer.SendFrame(FrameType.Continuation, FrameFlags.EndHeaders, 1, block.AsSpan(block.Length - 1));
        Assert.EndsWith("1 request :method=POST :scheme=http :path=/ end", observer.Log, StringComparison.Ordinal);
        peer.SendFrame(FrameType.Headers, FrameFlags.EndStream, 3, block.AsSpan(0, 2));
        peer.SendPing(1);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §6.10")]
    public void CONTINUATION_on_another_stream_is_PROTOCOL_ERROR()
    {
        ScriptedPeer peer = Start(Role.Server).Greet();
        peer.SendFrame(FrameType.Headers, FrameFlags.None, 1, [0x82]);
        peer.SendFrame(FrameType.Continuation, FrameFlags.EndHeaders, 3, [0x82]);
        peer.ExpectConnectionError(ErrorCode.ProtocolError);
    }

    [Fact]
    [Spec("RFC9113 §4.3")]
    public void A_block_that_cannot_be_decoded_is_COMPRESSION_ERROR()
    {
        ScriptedPeer peer = Start(Role.Server).Greet();
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders, 1, [0xff]);
        peer.ExpectConnectionError(ErrorCode.CompressionError);
    }

    [Fact]
    [Spec("RFC9113 §6.2")]
    public void Padding_and_priority_fields_of_HEADERS_are_cut_off()
    {
        var observer = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(observer).Greet();
        byte[] block = peer.Encode((":method", "POST"), (":scheme", "http"), (":path", "/"));
        peer.SendFrame(FrameType.Headers, FrameFlags.EndHeaders | FrameFlags.Padded | FrameFlags.Priority | FrameFlags.EndStream, 1, [3, 0, 0, 0, 0, 9, .. block, 0, 0, 0]);
        Assert.EndsWith("1 request :method=POST :scheme=http :path=/ end", observer.Log, StringComparison.Ordinal);
    }

    [Fact]
    [Spec("RFC9113 §6.5.3")]
    public void SETTINGS_that_are_not_acknowledged_in_time_are_SETTINGS_TIMEOUT()
    {
        ScriptedPeer peer = Start(Role.Server);
        peer.SendPreface();
        peer.SendSettings();
        peer.Time.Advance(TimeSpan.FromSeconds(9.9));
        Assert.False(peer.Transport.CloseAsked);
        peer.Time.Advance(TimeSpan.FromSeconds(0.2));
        peer.ExpectConnectionError(ErrorCode.SettingsTimeout);
    }

    [Fact]
    [Spec("RFC9113 §5.4.1")]
    public void After_a_connection_error_everything_is_swallowed_and_streams_are_over()
    {
        var observer = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(observer).Greet();
        peer.SendRequest(1);
        peer.SendFrame(FrameType.Ping, FrameFlags.None, 1, new byte[8]);
        WireFrame goAway = peer.ExpectConnectionError(ErrorCode.ProtocolError);
        Assert.Equal(1, goAway.Number);
        Assert.Contains("PING on a stream", goAway.Debug, StringComparison.Ordinal);
        Assert.EndsWith("1 reset ProtocolError Transport Processed", observer.Log, StringComparison.Ordinal);
        peer.SendRequest(3);
        peer.ExpectNothing();
        peer.Transport.End();
        Assert.EndsWith("closed", observer.Log, StringComparison.Ordinal);
        Assert.Equal(ErrorCode.ProtocolError, observer.End!.Value.Error.Code);
    }

    private static ScriptedPeer Start(Role role) =>
        role == Role.Server ? ScriptedPeer.ForServer(new RecordingObserver()) : ScriptedPeer.ForClient(new RecordingObserver());
}
