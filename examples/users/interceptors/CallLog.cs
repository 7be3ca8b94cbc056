using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Peregrine;
using Peregrine.Protobuf;

namespace Users.Interceptors;

/// <summary>The log lines of one call: its start, each message either way, its end. Says what kinds of messages passed and how long they were, not what was in them.</summary>
internal sealed partial class CallLog
{
    private readonly ILogger _logger;
    private readonly string _method;
    private readonly long _started = Stopwatch.GetTimestamp();

    public CallLog(ILogger logger, string method, string peer)
    {
        _logger = logger;
        _method = method;
        Started(method, peer);
    }

    public void Sent(object message) => Sent(_method, message.GetType().Name, Size(message));

    public void Received(object message) => Received(_method, message.GetType().Name, Size(message));

    public void Ended(Status status, Metadata trailers) =>
        Ended(_method, status.StatusCode, status.Detail, trailers.Count, Stopwatch.GetElapsedTime(_started).TotalMilliseconds);

    /// <summary>The status that a call ends with when its handler, or the call, fails so.</summary>
    public static Status StatusOf(Exception failure) => failure switch
    {
        RpcException rpc => rpc.Status,
        OperationCanceledException => new Status(StatusCode.Cancelled, "cancelled"),
        _ => new Status(StatusCode.Unknown, failure.GetType().Name),
    };

    private static int Size(object message) => message is IMessage protobuf ? protobuf.ToByteArray().Length : 0;

    [LoggerMessage(1, LogLevel.Information, "{Method} started with {Peer}")]
    private partial void Started(string method, string peer);

    [LoggerMessage(2, LogLevel.Debug, "{Method} sent {Message} of {Bytes} bytes", SkipEnabledCheck = false)]
    private partial void Sent(string method, string message, int bytes);

    [LoggerMessage(3, LogLevel.Debug, "{Method} received {Message} of {Bytes} bytes")]
    private partial void Received(string method, string message, int bytes);

    [LoggerMessage(4, LogLevel.Information, "{Method} ended with {Code} '{Detail}', {Trailers} trailers, after {Milliseconds:0.0} ms")]
    private partial void Ended(string method, StatusCode code, string detail, int trailers, double milliseconds);
}
