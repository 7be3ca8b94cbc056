using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Protocols;

namespace Peregrine.Client;

/// <summary>An HTTP/2 connection as a carrier of calls. Made by its connector; reports to the set of its subchannel.</summary>
internal sealed class Http2ClientTransport : ClientTransport
{
    private readonly ConnectionSet _owner;
    private readonly string _address;
    private readonly KeepAlive _keepAlive;
    private volatile bool _isAccepting = true;
    private volatile string? _lossReason;

    public Http2ClientTransport(ConnectionSet owner, string address, RequestHeads heads, CompressionProviders compression, KeepAlive keepAlive)
    {
        _owner = owner;
        _address = address;
        _keepAlive = keepAlive;
        Heads = heads;
        Compression = compression;
        Observer = new ConnectionObserver(this);
        if (owner.Counters is { } calls)
            Traffic = new ClientTraffic(calls, keepAlive.Time);
    }

    /// <summary>What the connection reports to; given to it when it is opened.</summary>
    public Http2ConnectionObserver Observer { get; }

    /// <summary>The connection, once it is open.</summary>
    public Http2Connection Connection { get; private set; } = null!;

    /// <summary>What channelz tells of the connection; null while nobody shows its channel.</summary>
    public ClientTraffic? Traffic { get; }

    public RequestHeads Heads { get; }

    public CompressionProviders Compression { get; }

    public CallPeer Peer { get; private set; } = null!;

    public CallRouter Router => _owner.Router;

    public override bool IsAccepting => _isAccepting;

    public override string? LossReason => _lossReason;

    public override bool HasFreeStream => Connection.OpenStreams < Connection.RemoteSettings.MaxConcurrentStreams;

    public override long CallsStarted => Connection.Counters.StreamsOpened;

    public override int CallsOpen => Connection.OpenStreams;

    /// <summary>The connection is open and its peer has sent SETTINGS.</summary>
    public void OnOpened(Http2Connection connection, CallPeer peer)
    {
        Peer = peer;
        Connection = connection;
        if (connection.KeepAliveInterval != _keepAlive.Interval)
            connection.KeepAliveInterval = _keepAlive.Interval;
    }

    public override TransportCallStream CreateStream(CallListener listener, MethodPlan method) =>
        CallPool<Http2ClientStream>.Rent().For(this, listener, new MessageLimits(method.MaxResponseBytes, nameof(GrpcChannelOptions.MaxReceiveMessageSize)));

    public override void Drain() => Connection.Drain();

    public override void Abort(string reason) => Connection.Abort(ErrorCode.NoError, reason);

    /// <summary>The connection refused a stream because it drains or has ended.</summary>
    public void OnRefusing() => StopAccepting();

    /// <summary>A stream is over. A call may wait for one that met the limit of another connection, so this one would not tell by itself.</summary>
    public void OnStreamClosed()
    {
        if (_owner.HasWaiting)
            _owner.OnSlots();
    }

    public bool TryWaitForSlot(ClientCall call) => _owner.TryWaitForSlot(this, call);

    public void StopWaitingForSlot(ClientCall call) => _owner.Forget(call);

    /// <summary>What the end of a stream without trailers means to its call (rules 6, 9, 47, 54).</summary>
    public CallEnd EndOf(in StreamEnd end)
    {
        CallProgress progress = end.Reach switch
        {
            StreamReach.NeverSent => CallProgress.NeverSent,
            StreamReach.NotProcessed => CallProgress.Refused,
            _ => CallProgress.Processed,
        };
        string said = string.IsNullOrEmpty(end.Reason) ? "" : $": {end.Reason}";
        Status status = (end.By, progress) switch
        {
            (Initiator.Transport, _) => new Status(StatusCode.Unavailable, $"the connection to {_address} was lost{said}"),
            (_, not CallProgress.Processed) => new Status(StatusCode.Unavailable, $"{_address} did not process the call{said}"),
            (Initiator.Peer, _) => new Status(StatusMap.FromReset(end.Code), $"{_address} reset the stream with {end.Code}{said}"),
            _ => new Status(StatusMap.FromReset(end.Code), $"the stream from {_address} was reset with {end.Code}{said}"),
        };
        return new CallEnd(status, null, progress);
    }

    private void StopAccepting()
    {
        if (!_isAccepting)
            return;
        _isAccepting = false;
        _owner.OnStoppedAccepting(this);
    }

    private sealed class ConnectionObserver(Http2ClientTransport transport) : Http2ConnectionObserver
    {
        public override void OnGoAway(Http2Connection connection, int lastStreamId, ErrorCode code, string debug)
        {
            // Rule 45.
            if (KeepAlive.IsComplaint(code, debug))
                transport._keepAlive.Slacken(connection.KeepAliveInterval);
            transport._lossReason ??= DisconnectError.GoAway(code);
            transport.StopAccepting();
        }

        public override void OnStreamSlotsAvailable(Http2Connection connection) => transport._owner.OnSlots();

        public override void OnClosed(Http2Connection connection, in ConnectionEnd end)
        {
            transport._lossReason ??= DisconnectError.Of(end);
            transport.StopAccepting();
            transport._owner.OnClosed(transport);
        }
    }
}
