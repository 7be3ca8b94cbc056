using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Peregrine.Calls;
using Peregrine.Http2;

namespace Peregrine.Server;

/// <summary>
/// The log lines of a server, with their event ids. A caller that goes away is never a line above Debug; lines that callers can provoke as often as they like are throttled.
/// </summary>
internal sealed partial class ServerLog(ILoggerFactory? factory, TimeProvider time)
{
    private readonly LogThrottle _metadataTooLarge = new(time);
    private readonly LogThrottle _handshakeFailed = new(time);
    private readonly LogThrottle _abuse = new(time);
    private readonly LogThrottle _full = new(time);
    private readonly ILogger _logger = factory is null ? NullLogger.Instance : new HarmlessLogger(factory.CreateLogger("Peregrine.Server"));

    /// <summary>A handler's exception: an error when it decided its call's end, else a remark, because the call had ended already.</summary>
    public void HandlerFailed(string method, Exception exception, bool ended)
    {
        if (ended)
            HandlerThrew(method, exception);
        else
            HandlerThrewLate(method, exception);
    }

    /// <summary>A response's headers or trailers are larger than its caller takes.</summary>
    public void MetadataTooLarge(string method, string what, string reason)
    {
        if (MayWrite(_metadataTooLarge, 13))
            WriteMetadataTooLarge(method, what, reason);
    }

    /// <summary>An accepted connection did not become HTTP/2.</summary>
    public void HandshakeFailed(string address, string reason)
    {
        if (MayWrite(_handshakeFailed, 21))
            WriteHandshakeFailed(address, reason);
    }

    /// <summary>A caller exceeded a budget.</summary>
    public void Abuse(string peer, in AbuseReport report)
    {
        if (MayWrite(_abuse, 22))
            WriteAbuse(peer, report.ToString());
    }

    /// <summary>No further connection is accepted until one ends.</summary>
    public void Full(string address, int limit)
    {
        if (MayWrite(_full, 24))
            WriteFull(address, limit);
    }

    [LoggerMessage(1, LogLevel.Information, "Listening on {Address}.")]
    public partial void Listening(string address);

    [LoggerMessage(2, LogLevel.Information, "Stopping: draining {Connections} connections.")]
    public partial void Stopping(int connections);

    [LoggerMessage(3, LogLevel.Warning, "Stopping by force: {Connections} connections did not end in time.")]
    public partial void StoppingByForce(int connections);

    [LoggerMessage(10, LogLevel.Error, "The handler of {Method} threw an exception.")]
    private partial void HandlerThrew(string method, Exception exception);

    [LoggerMessage(11, LogLevel.Debug, "The handler of {Method} threw an exception after its call had ended.")]
    private partial void HandlerThrewLate(string method, Exception exception);

    [LoggerMessage(12, LogLevel.Error, "A callback that a handler of {Method} registered for cancellation threw an exception.")]
    public partial void CancellationCallbackFailed(string method, Exception exception);

    [LoggerMessage(13, LogLevel.Warning, "The response {What} of {Method} were not sent: {Reason}")]
    private partial void WriteMetadataTooLarge(string method, string what, string reason);

    [LoggerMessage(20, LogLevel.Debug, "Connection from {Peer} ended: {Reason}")]
    public partial void ConnectionEnded(string peer, string reason);

    [LoggerMessage(21, LogLevel.Warning, "A connection to {Address} never became HTTP/2: {Reason}")]
    private partial void WriteHandshakeFailed(string address, string reason);

    [LoggerMessage(22, LogLevel.Warning, "The connection from {Peer} exceeded a budget: {Report}")]
    private partial void WriteAbuse(string peer, string report);

    [LoggerMessage(23, LogLevel.Warning, "Accepting connections failed and is tried again.")]
    public partial void AcceptFailed(Exception exception);

    [LoggerMessage(24, LogLevel.Warning, "MaxConnections ({Limit}) are open on {Address}: further callers wait until one of them ends.")]
    private partial void WriteFull(string address, int limit);

    [LoggerMessage(25, LogLevel.Warning, "{LeftOut} lines of event {Event} were left out: after ten, one is written every ten seconds. The meter counts them all.")]
    private partial void WriteLeftOut(long leftOut, int @event);

    private bool MayWrite(LogThrottle throttle, int id)
    {
        if (!throttle.TryTake(out long leftOut))
            return false;
        if (leftOut > 0)
            WriteLeftOut(leftOut, id);
        return true;
    }
}
