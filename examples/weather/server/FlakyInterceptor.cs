using System.Globalization;
using Peregrine;

namespace Weather.Server;

/// <summary>
/// Makes the server flaky for those who want to see their retries work: a call that carries <c>simulate-outages: n</c> fails its first n attempts with
/// UNAVAILABLE. Each client thus has outages of its own, however many there are, and nothing has to be remembered: a client that tries again
/// says in <c>grpc-previous-rpc-attempts</c> how often it did.
/// </summary>
public sealed class FlakyInterceptor : Interceptor
{
    /// <summary>The metadata that asks for outages.</summary>
    public const string Header = "simulate-outages";

    /// <inheritdoc/>
    public override Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        if (Number(context, "grpc-previous-rpc-attempts") < Number(context, Header))
            throw new RpcException(new Status(StatusCode.Unavailable, "simulated service outage"));
        return continuation(request, context);
    }

    private static int Number(ServerCallContext context, string header) =>
        int.TryParse(context.RequestHeaders.GetValue(header), NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : 0;
}
