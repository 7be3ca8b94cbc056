using Peregrine.Client;

namespace Peregrine;

/// <summary>How a channel treats the methods of a service (gRPC "Service Config"). Read once, when the channel is made.</summary>
public sealed class ServiceConfig
{
    // gRFC A105: what a config may ask of a client at most.
    internal const int MostConnections = 10;

    /// <summary>Settings by method; the most specific name wins.</summary>
    public IList<MethodConfig> MethodConfigs { get; init; } = [];

    /// <summary>When to stop retrying because the server is failing too often; null: never.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; init; }

    /// <summary>
    /// Balancing policies in the order of preference; the first that the channel knows is used (gRFC A24). Empty, the default, for <c>pick_first</c>, which is the only one so far:
    /// a channel whose config names others alone is refused.
    /// </summary>
    public IList<LoadBalancingConfig> LoadBalancingConfigs { get; init; } = [];

    /// <summary>
    /// The most connections to one address (gRFC A105), from 1 to 10; null, the default, for <see cref="GrpcChannelOptions.MaxConnectionsPerSubchannel"/>.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 1 or more than 10.</exception>
    public int? MaxConnectionsPerSubchannel
    {
        get;
        init => field = value is null or (>= 1 and <= MostConnections) ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(MaxConnectionsPerSubchannel)} is from 1 to {MostConnections}");
    }

    /// <summary>
    /// Reads a service config from JSON, as name servers and other gRPC libraries have it: <c>methodConfig</c> with <c>name</c>, <c>timeout</c>, <c>waitForReady</c>,
    /// <c>maxRequestMessageBytes</c>, <c>maxResponseMessageBytes</c> and <c>retryPolicy</c>; <c>retryThrottling</c>; <c>connectionScaling</c>; <c>loadBalancingConfig</c> and <c>loadBalancingPolicy</c>. Members
    /// that it does not know are passed over, as the specification asks for; <c>hedgingPolicy</c> and <c>healthCheckConfig</c> are among them.
    /// </summary>
    /// <param name="json">The text of one JSON object.</param>
    /// <exception cref="FormatException">The text is no JSON, or says what a service config cannot say; the message names the place, such as
    /// <c>methodConfig[0].retryPolicy.maxAttempts</c>.</exception>
    public static ServiceConfig Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return ServiceConfigJson.Parse(json);
    }
}
