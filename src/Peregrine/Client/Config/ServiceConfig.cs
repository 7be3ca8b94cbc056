namespace Peregrine;

/// <summary>How a channel treats the methods of a service (gRPC "Service Config").</summary>
public sealed class ServiceConfig
{
    /// <summary>Settings by method; the most specific name wins.</summary>
    public IList<MethodConfig> MethodConfigs { get; init; } = [];

    /// <summary>When to stop retrying because the server is failing too often; null: never.</summary>
    public RetryThrottlingPolicy? RetryThrottling { get; init; }
}
