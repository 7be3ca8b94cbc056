using Microsoft.Extensions.Logging;
using Peregrine;

namespace Users.Interceptors;

/// <summary>Logs every call that a client makes.</summary>
public sealed class ClientLogInterceptor(ILogger logger) : ClientCallInterceptor
{
    /// <inheritdoc/>
    protected override ClientCallObserver? Observe(IMethod method, ref CallOptions options) => new LoggedCall(new CallLog(logger, method.FullName, "the server"));

    private sealed class LoggedCall(CallLog log) : ClientCallObserver
    {
        public override void OnRequest(object message) => log.Sent(message);

        public override void OnResponse(object message) => log.Received(message);

        public override void OnEnd(in Status status, Metadata trailers) => log.Ended(status, trailers);
    }
}
