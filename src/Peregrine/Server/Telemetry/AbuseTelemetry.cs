using System.Diagnostics.Metrics;
using Peregrine.Calls;
using Peregrine.Http2;

namespace Peregrine.Server.Telemetry;

/// <summary>The counters of what callers were not allowed, over all servers of the process. They tell of every case, also where log lines are left out. Any thread.</summary>
internal static class AbuseTelemetry
{
    private static readonly Meter Meter = new(GrpcTelemetry.SourceName);

    private static readonly Counter<long> BudgetsExceeded = Meter.CreateCounter<long>(
        "peregrine.server.budget.exceeded", "{case}", "Cases in which a connection exceeded a budget against abuse.");

    private static readonly Counter<long> HandshakesFailed = Meter.CreateCounter<long>(
        "peregrine.server.handshake.failed", "{connection}", "Accepted connections that never became HTTP/2.");

    private static readonly Counter<long> TimesFull = Meter.CreateCounter<long>(
        "peregrine.server.connections.full", "{case}", "Times that MaxConnections were open and accepting paused.");

    /// <summary>A budget of that kind was exceeded.</summary>
    public static void Exceeded(AbuseKind kind)
    {
        if (BudgetsExceeded.Enabled)
            BudgetsExceeded.Add(1, new KeyValuePair<string, object?>("peregrine.budget", kind.ToString()));
    }

    /// <summary>A connection never became HTTP/2.</summary>
    public static void HandshakeFailed(TransportErrorKind why)
    {
        if (HandshakesFailed.Enabled)
            HandshakesFailed.Add(1, new KeyValuePair<string, object?>("error.type", why.ToString()));
    }

    /// <summary>Accepting pauses.</summary>
    public static void Full() => TimesFull.Add(1);
}
