using System.Diagnostics;
using System.Diagnostics.Metrics;
using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>The metrics of a subchannel's connections (gRFC A94). Belongs to its subchannel; serial executor only.</summary>
internal sealed class SubchannelTelemetry(string target, bool isSecure)
{
    private static readonly Meter s_meter = new(GrpcTelemetry.SourceName);

    private static readonly Counter<long> s_succeeded = s_meter.CreateCounter<long>(
        "grpc.subchannel.connection_attempts_succeeded", "{attempt}", "Number of successful connection attempts.");

    private static readonly Counter<long> s_failed = s_meter.CreateCounter<long>(
        "grpc.subchannel.connection_attempts_failed", "{attempt}", "Number of failed connection attempts.");

    private static readonly Counter<long> s_disconnections = s_meter.CreateCounter<long>(
        "grpc.subchannel.disconnections", "{disconnection}", "Number of times a subchannel lost a connection.");

    private static readonly UpDownCounter<long> s_open = s_meter.CreateUpDownCounter<long>(
        "grpc.subchannel.open_connections", "{connection}", "Number of open connections.");

    private readonly KeyValuePair<string, object?> _target = new("grpc.target", target);
    private readonly KeyValuePair<string, object?> _security = new("grpc.security_level", isSecure ? "privacy_and_integrity" : "none");

    // Connections that were counted as open and not yet as lost: each ends once, for the reason seen first.
    private readonly HashSet<ClientTransport> _counted = [];

    /// <summary>An attempt that somebody still wants succeeded.</summary>
    public void Connected(ClientTransport transport)
    {
        _counted.Add(transport);
        s_succeeded.Add(1, _target);
        s_open.Add(1, _target, _security);
    }

    /// <summary>An attempt that somebody still wants failed.</summary>
    public void ConnectFailed() => s_failed.Add(1, _target);

    /// <summary>A connection takes no more calls.</summary>
    /// <param name="transport">The connection.</param>
    /// <param name="reason">One of the values that A94 allows for <c>grpc.disconnect_error</c>.</param>
    public void Disconnected(ClientTransport transport, string reason)
    {
        if (!_counted.Remove(transport))
            return;
        var tags = new TagList { _target, new("grpc.disconnect_error", reason) };
        s_disconnections.Add(1, tags);
        s_open.Add(-1, _target, _security);
    }
}
