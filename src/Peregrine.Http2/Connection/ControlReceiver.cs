using System.Buffers.Binary;
using System.Text;
using Peregrine.Http2.Frames;
using Peregrine.Http2.Settings;

namespace Peregrine.Http2;

/// <summary>The frames that carry neither headers nor data. The connection's loop only.</summary>
internal sealed class ControlReceiver(Http2Connection connection, HeadersReceiver headers)
{
    // What useful traffic had been counted when the last PING or WINDOW_UPDATE was judged.
    private long _trafficAtPing;
    private long _updatesExplained;
    private bool _firstAcknowledged;

    /// <summary>WINDOW_UPDATE (RFC 9113 §6.9).</summary>
    public Http2Error ReceiveWindowUpdate(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (payload.Length != 4)
        {
            return Http2Error.Connection(ErrorCode.FrameSizeError, "WINDOW_UPDATE that is not 4 bytes long (RFC 9113 §6.9)");
        }
        int increment = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        if (increment == 0)
        {
            return new Http2Error(header.StreamId == 0 ? ErrorScope.Connection : ErrorScope.Stream, ErrorCode.ProtocolError, Initiator.Local,
                "WINDOW_UPDATE of 0 (RFC 9113 §6.9)");
        }
        if (!IsExplained() && connection.Abuse.SpendWindowUpdate() is { IsError: true } abuse)
        {
            return abuse;
        }
        using (connection.Gate.Hold())
        {
            if (header.StreamId == 0)
            {
                return connection.Outbound.Window.TryGrow(increment)
                    ? default
                    : Http2Error.Connection(ErrorCode.FlowControlError, "WINDOW_UPDATE makes the connection's window overflow (RFC 9113 §6.9.1)");
            }
            if (connection.Streams.Find(header.StreamId) is { } stream)
            {
                return connection.Outbound.TryGrow(stream, increment)
                    ? default
                    : Http2Error.Stream(ErrorCode.FlowControlError, "WINDOW_UPDATE makes the stream's window overflow (RFC 9113 §6.9.1)");
            }
            return connection.Rules.ErrorOnIdle(header.StreamId);
        }
    }

    /// <summary>RST_STREAM (RFC 9113 §6.4).</summary>
    public Http2Error ReceiveReset(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.StreamId == 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "RST_STREAM on stream 0 (RFC 9113 §6.4)");
        }
        if (payload.Length != 4)
        {
            return Http2Error.Connection(ErrorCode.FrameSizeError, "RST_STREAM that is not 4 bytes long (RFC 9113 §6.4)");
        }
        return connection.Rules.ReceiveReset(header.StreamId, (ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload));
    }

    /// <summary>SETTINGS, or the acknowledgement of ours (RFC 9113 §6.5).</summary>
    public Http2Error ReceiveSettings(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.StreamId != 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "SETTINGS on a stream (RFC 9113 §6.5)");
        }
        if (header.Has(FrameFlags.Ack))
        {
            return payload.Length == 0 ? ReceiveSettingsAck() : Http2Error.Connection(ErrorCode.FrameSizeError, "an acknowledgement of SETTINGS with content (RFC 9113 §6.5)");
        }
        if (payload.Length % 6 != 0)
        {
            return Http2Error.Connection(ErrorCode.FrameSizeError, "SETTINGS that are no multiple of 6 bytes (RFC 9113 §6.5)");
        }
        if (connection.Abuse.SpendSettings() is { IsError: true } abuse)
        {
            return abuse;
        }
        Http2Settings remote = connection.Settings.Remote;
        if (SettingsPayload.Apply(payload, connection.Role, ref remote, out int lowestTable) is { IsError: true } error)
        {
            return error;
        }
        return Apply(remote, lowestTable);
    }

    /// <summary>PING (RFC 9113 §6.7).</summary>
    public Http2Error ReceivePing(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.StreamId != 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "PING on a stream (RFC 9113 §6.7)");
        }
        if (payload.Length != 8)
        {
            return Http2Error.Connection(ErrorCode.FrameSizeError, "PING that is not 8 bytes long (RFC 9113 §6.7)");
        }
        ulong opaque = BinaryPrimitives.ReadUInt64BigEndian(payload);
        if (header.Has(FrameFlags.Ack))
        {
            connection.Pings.ReceiveAck(opaque);
            return default;
        }
        if (!AccompaniesTraffic() && connection.Abuse.SpendPing() is { IsError: true } abuse)
        {
            return abuse;
        }
        if (connection.PingPolicy is { } policy
            && connection.Strikes.Receive(policy, connection.OpenStreams > 0, connection.Outbound.Frames.DataFrames + connection.Outbound.Frames.HeaderFrames) is { IsError: true } struck)
        {
            connection.Abuse.Report(new AbuseReport(AbuseKind.Pings, policy.Strikes + 1L, policy.Strikes, nameof(PingPolicy.Strikes)));
            return struck;
        }
        using (connection.Gate.Hold())
        {
            connection.Outbound.Frames.WritePing(opaque, ack: true);
            return connection.Abuse.CheckControlBacklog(connection.Outbound.Frames.ControlBytes);
        }
    }

    /// <summary>GOAWAY (RFC 9113 §6.8).</summary>
    public Http2Error ReceiveGoAway(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.StreamId != 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "GOAWAY on a stream (RFC 9113 §6.8)");
        }
        if (payload.Length < 8)
        {
            return Http2Error.Connection(ErrorCode.FrameSizeError, "GOAWAY shorter than 8 bytes (RFC 9113 §6.8)");
        }
        // A few are due at the end of a connection; each looks at all streams.
        if (connection.Abuse.SpendIgnoredFrame() is { IsError: true } abuse)
        {
            return abuse;
        }
        int last = BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue;
        return connection.Ending.ReceiveGoAway(last, (ErrorCode)BinaryPrimitives.ReadInt32BigEndian(payload[4..]), Encoding.UTF8.GetString(payload[8..]));
    }

    /// <summary>
    /// What priority fields must not say. RFC 9113 deprecates them and leaves their meaning to RFC 7540 §5.3.1, which makes this a stream error: whoever sends them
    /// at all sends them by that document.
    /// </summary>
    public static Http2Error SelfDependency => Http2Error.Stream(ErrorCode.ProtocolError, "a stream that depends on itself (RFC 7540 §5.3.1)");

    /// <summary>PRIORITY is deprecated (RFC 9113 §5.3.2): checked for form, then ignored.</summary>
    public Http2Error ReceivePriority(in FrameHeader header, ReadOnlySpan<byte> payload)
    {
        if (header.StreamId == 0)
        {
            return Http2Error.Connection(ErrorCode.ProtocolError, "PRIORITY on stream 0 (RFC 9113 §6.3)");
        }
        if (payload.Length != 5)
        {
            return Http2Error.Stream(ErrorCode.FrameSizeError, "PRIORITY that is not 5 bytes long (RFC 9113 §6.3)");
        }
        return (BinaryPrimitives.ReadInt32BigEndian(payload) & int.MaxValue) == header.StreamId ? SelfDependency : connection.Abuse.SpendIgnoredFrame();
    }

    /// <summary>PUSH_PROMISE: a client cannot push, and we never allow a server to (RFC 9113 §6.6, §8.4).</summary>
    public static Http2Error ReceivePushPromise(Role receiver) => Http2Error.Connection(ErrorCode.ProtocolError,
        receiver == Role.Client ? "PUSH_PROMISE although SETTINGS_ENABLE_PUSH is 0 (RFC 9113 §6.6)" : "PUSH_PROMISE from a client (RFC 9113 §8.4)");

    /// <summary>Frames of types we do not know are ignored (RFC 9113 §5.5).</summary>
    public Http2Error ReceiveUnknown() => connection.Abuse.SpendIgnoredFrame();

    // Peers measure bandwidth with a PING per round trip while data flows.
    private bool AccompaniesTraffic()
    {
        long traffic = connection.UsefulFramesReceived + connection.Outbound.Frames.DataFrames + connection.Outbound.Frames.HeaderFrames;
        bool useful = traffic != _trafficAtPing;
        _trafficAtPing = traffic;
        return useful;
    }

    // One for the stream and one for the connection for each DATA frame of ours.
    private bool IsExplained() => ++_updatesExplained <= 2 * connection.Outbound.Frames.DataFrames || --_updatesExplained < 0;

    private Http2Error ReceiveSettingsAck()
    {
        headers.Hpack.Acknowledge(connection.Settings.Local.HeaderTableBytes);
        if (!_firstAcknowledged)
        {
            _firstAcknowledged = true;
            connection.Bandwidth.ReceiveSettingsAck();
        }
        using (connection.Gate.Hold())
        {
            int delta = connection.Settings.Acknowledge();
            if (delta != 0)
            {
                connection.Streams.ForEach(stream => connection.Inbound.Shift(stream, delta));
            }
            connection.Inbound.CreditConnection();
        }
        return default;
    }

    // RFC 9113 §6.5.3: applied as soon as possible, then acknowledged.
    private Http2Error Apply(Http2Settings remote, int lowestTable)
    {
        Http2Error error;
        using (connection.Gate.Hold())
        {
            int delta = remote.InitialWindowBytes - connection.Settings.Remote.InitialWindowBytes;
            connection.Settings.Remote = remote;
            connection.Settings.RemoteKnown = true;
            // RFC 7541 §4.2: the smallest size in between is signalled too, since the peer has evicted down to it.
            connection.Outbound.Encoder.SetPeerLimit(lowestTable);
            connection.Outbound.Encoder.SetPeerLimit(remote.HeaderTableBytes);
            connection.Outbound.Frames.MaxPayload = remote.MaxFrameBytes;
            bool overflow = false;
            if (delta != 0)
            {
                connection.Streams.ForEach(stream => overflow |= !connection.Outbound.TryGrow(stream, delta));
            }
            if (overflow)
            {
                return Http2Error.Connection(ErrorCode.FlowControlError, "SETTINGS_INITIAL_WINDOW_SIZE makes a stream's window overflow (RFC 9113 §6.9.2)");
            }
            connection.Outbound.Frames.WriteSettingsAck();
            error = connection.Abuse.CheckControlBacklog(connection.Outbound.Frames.ControlBytes);
        }
        connection.Observer.OnSettings(connection, remote);
        connection.Lifetimes.NotifySlots();
        return error;
    }
}
