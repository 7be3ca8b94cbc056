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
    private readonly LogThrottle _acceptFailed = new(time);
    private readonly LogThrottle _acceptResumed = new(time);
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
    public void HandshakeFailed(string peer, string address, string reason)
    {
        if (MayWrite(_handshakeFailed, 21))
            WriteHandshakeFailed(peer, address, reason);
    }

    /// <summary>Accepting begins to fail: once for each shortage, of which there may be many at the limit.</summary>
    public void AcceptFailed(string address, string reason)
    {
        if (MayWrite(_acceptFailed, 23))
            WriteAcceptFailed(address, reason);
    }

    /// <summary>Accepting goes on.</summary>
    public void AcceptResumed(string address, int failures)
    {
        if (MayWrite(_acceptResumed, 27))
            WriteAcceptResumed(address, failures);
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

    [LoggerMessage(21, LogLevel.Warning, "A connection from {Peer} to {Address} never became HTTP/2: {Reason}")]
    private partial void WriteHandshakeFailed(string peer, string address, string reason);

    [LoggerMessage(22, LogLevel.Warning, "The connection from {Peer} exceeded a budget: {Report}")]
    private partial void WriteAbuse(string peer, string report);

    [LoggerMessage(23, LogLevel.Warning, "Accepting connections on {Address} failed: {Reason} It is tried again, every second at least, until it succeeds.")]
    private partial void WriteAcceptFailed(string address, string reason);

    [LoggerMessage(24, LogLevel.Warning, "MaxConnections ({Limit}) are open on {Address}: further callers wait until one of them ends.")]
    private partial void WriteFull(string address, int limit);

    [LoggerMessage(25, LogLevel.Warning, "{LeftOut} lines of event {Event} were left out: after ten, one is written every ten seconds. The meter counts them all.")]
    private partial void WriteLeftOut(long leftOut, int @event);

    [LoggerMessage(27, LogLevel.Information, "Accepting connections on {Address} goes on after {Failures} attempts that failed.")]
    private partial void WriteAcceptResumed(string address, int failures);

    [LoggerMessage(28, LogLevel.Error, "Nothing is accepted on {Address} any more: {Reason}")]
    public partial void AcceptEnded(string address, string reason);

    [LoggerMessage(30, LogLevel.Information, "The certificate in {Source} was read again: {Subject}, good until {NotAfter:u}.")]
    public partial void CertificateReplaced(string source, string subject, DateTime notAfter);

    [LoggerMessage(31, LogLevel.Error, "The certificate before stays in use ({Subject}, good until {NotAfter:u}): {Reason}")]
    public partial void CertificateKept(string subject, DateTime notAfter, string reason);

    [LoggerMessage(32, LogLevel.Warning, "The certificate {Subject} is good from {NotBefore:u} to {NotAfter:u}, and not now: callers will refuse it. Replace it, or set the clock.")]
    public partial void CertificateNotValid(string subject, DateTime notBefore, DateTime notAfter);

    private bool MayWrite(LogThrottle throttle, int id)
    {
        if (!throttle.TryTake(out long leftOut))
            return false;
        if (leftOut > 0)
            WriteLeftOut(leftOut, id);
        return true;
    }
}
