using System.Runtime.CompilerServices;
using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>
/// The rules about streams that need more than one stream's state: ids, limits, frames on streams that are not there. Called under the connection's gate
/// where a member does not say that it takes the gate itself.
/// </summary>
internal sealed class StreamRules(Http2Connection connection)
{
    // Own streams never use ids beyond: the next connection is opened before they run out.
    private const int LastOwnId = int.MaxValue - 2;

    private readonly int _maxPeerStreams = connection.Settings.Local.MaxConcurrentStreams;

    /// <summary>Whether we may open a stream with that id.</summary>
    public OpenStatus MayOpen(int id) =>
        connection.IsEnding ? OpenStatus.Closed
        : !connection.Ending.Progress.MayOpen || id > LastOwnId ? OpenStatus.Draining
        : connection.Streams.OwnCount >= connection.Settings.Remote.MaxConcurrentStreams ? OpenStatus.StreamLimit
        : OpenStatus.Opened;

    /// <summary>Why a header list is not sent: it is larger than the peer takes (RFC 9113 §6.5.2, SETTINGS_MAX_HEADER_LIST_SIZE). Null: it may be sent. Any thread.</summary>
    public string? ErrorOnTooLarge(HeaderList headers, HeaderFields? tail)
    {
        long bytes = headers.ListBytes + (tail?.ListBytes ?? 0);
        int limit = connection.Settings.Remote.MaxHeaderListBytes;
        return bytes <= limit ? null : TooLarge(bytes, limit);
    }

    /// <summary>Whether we may promise a stream with that id on <paramref name="parent"/> (RFC 9113 §8.4).</summary>
    public bool MayPush(Http2Stream parent, int id) =>
        connection.Role == Role.Server && connection.Settings.RemoteKnown && connection.Settings.Remote.EnablePush && parent.Machine.CanSend && MayOpen(id) == OpenStatus.Opened;

    /// <summary>Whether a stream that the peer opens is turned away; without an error it is ignored (RFC 9113 §6.8).</summary>
    public bool Refuses(int id, out Http2Error refusal)
    {
        refusal = default;
        if (connection.IsEnding || id > connection.Ending.Progress.LastAccepted)
        {
            return true;
        }
        if (connection.Streams.PeerCount < _maxPeerStreams)
        {
            return false;
        }
        refusal = Http2Error.Stream(ErrorCode.RefusedStream, $"more than MaxConcurrentStreams ({_maxPeerStreams}) at a time (RFC 9113 §5.1.2)");
        return true;
    }

    /// <summary>What HEADERS or DATA on a stream that is not open mean (RFC 9113 §5.1, "idle" and "closed").</summary>
    public Http2Error ErrorOnMissing(int id, bool isHeaders)
    {
        if (ErrorOnIdle(id) is { IsError: true } idle)
        {
            return idle;
        }
        if (id > connection.Ending.Progress.LastAccepted && IsPeers(id))
        {
            return default;
        }
        return connection.Streams.Recall(id) switch
        {
            ClosedBy.OurReset => default, // under way before the peer knew
            ClosedBy.Ends => Http2Error.Connection(ErrorCode.StreamClosed, "a frame after END_STREAM on a closed stream (RFC 9113 §5.1)"),
            ClosedBy.Unknown when isHeaders && IsPeers(id) =>
                Http2Error.Connection(ErrorCode.ProtocolError, "a stream id lower than an earlier one (RFC 9113 §5.1.1)"),
            _ => Http2Error.Stream(ErrorCode.StreamClosed, "a frame on a closed stream (RFC 9113 §5.1)"),
        };
    }

    /// <summary>Frames on streams that nobody has opened are connection errors; on closed ones, none.</summary>
    public Http2Error ErrorOnIdle(int id) =>
        connection.IsIdle(id) ? Http2Error.Connection(ErrorCode.ProtocolError, "a frame on an idle stream (RFC 9113 §5.1)") : default;

    /// <summary>The peer ended its direction. Returns what is to be done once it has been told.</summary>
    public Settlement EndRemote(Http2Stream stream)
    {
        stream.Machine.Receive(StreamEvent.ReceiveEnd);
        connection.Inbound.EndRemote(stream);
        return stream.IsClosed ? connection.Lifetimes.Retire(stream, ClosedBy.Ends) : Settlement.None;
    }

    /// <summary>The peer reset a stream. Takes the gate.</summary>
    public Http2Error ReceiveReset(int id, ErrorCode code)
    {
        Http2Stream? stream;
        Settlement after;
        bool opposing;
        using (connection.Gate.Hold())
        {
            stream = connection.Streams.Find(id);
            if (stream is null)
            {
                return ErrorOnIdle(id) is { IsError: true } idle ? idle : connection.Abuse.SpendStale(connection.Streams.Opened);
            }
            connection.Lifetimes.Pin(stream);
            stream.Machine.Apply(StreamEvent.ReceiveReset);
            stream.End = new StreamEnd(code, Initiator.Peer, code == ErrorCode.RefusedStream ? StreamReach.NotProcessed : StreamReach.Processed,
                IsReset: true, ErrorCodeText.ResetByPeer(code));
            after = connection.Lifetimes.Retire(stream, ClosedBy.PeerReset);
            opposing = stream.ByPeer;
        }
        connection.Lifetimes.Conclude(stream, after);
        return opposing ? connection.Abuse.SpendReset() : default;
    }

    /// <summary>Answers a stream error with RST_STREAM. Takes the gate. Returns the connection error that it amounts to, if one.</summary>
    public Http2Error ResetForError(int id, in Http2Error error)
    {
        Http2Stream? stream;
        Settlement after = Settlement.None;
        using (connection.Gate.Hold())
        {
            stream = connection.Streams.Find(id);
            if (stream is not null)
            {
                stream.End = new StreamEnd(error.Code, Initiator.Local, StreamReach.Processed, IsReset: true, error.Reason);
                connection.Outbound.Reset(stream, error.Code);
                after = connection.Lifetimes.Settle(stream);
            }
            else if (connection.IsIdle(id))
            {
                return new Http2Error(ErrorScope.Connection, error.Code, error.By, error.Reason); // RST_STREAM must not name an idle stream (RFC 9113 §6.4)
            }
            else if (connection.Streams.Recall(id) != ClosedBy.OurReset)
            {
                connection.Streams.RememberRefused(id);
                connection.Outbound.Frames.WriteReset(id, error.Code);
            }
        }
        if (stream is not null)
        {
            connection.Lifetimes.Conclude(stream, after);
        }
        return IsPeers(id) ? connection.Abuse.SpendReset() : default;
    }

    private bool IsPeers(int id) => (id & 1) == (connection.Role == Role.Server ? 1 : 0);

    // On its own: making a text is much code, and every response is checked twice.
    [MethodImpl(Compiled.Apart)]
    private static string TooLarge(long bytes, int limit) => $"header list of {bytes} bytes exceeds the peer's SETTINGS_MAX_HEADER_LIST_SIZE ({limit})";
}
