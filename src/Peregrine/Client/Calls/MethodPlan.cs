using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>What a channel knows of one method: made once, when it is first called. Immutable.</summary>
internal sealed class MethodPlan
{
    public required ChannelContext Channel { get; init; }

    /// <summary>The path, such as <c>/greet.Greeter/SayHello</c>.</summary>
    public required string Path { get; init; }

    public required string ServiceName { get; init; }

    public required string Name { get; init; }

    /// <summary>The longest a call may take; null for the caller's deadline alone.</summary>
    public TimeSpan? Timeout { get; init; }

    public bool? WaitForReady { get; init; }

    public int MaxRequestBytes { get; init; } = int.MaxValue;

    public int MaxResponseBytes { get; init; } = int.MaxValue;

    /// <summary>The compression of requests; null for none.</summary>
    public string? Encoding { get; init; }

    public RetryRules? Retry { get; init; }

    /// <summary>Whether the method is one of a fixed set: not the bytes that a proxy passes on under whatever name its callers ask for.</summary>
    public bool IsRegistered { get; init; } = true;

    /// <summary>What telemetry calls the method. A66: what is not registered is "other", or every name would be a time series of its own.</summary>
    public MethodLabels Labels => field ??= new MethodLabels(IsRegistered ? Path[1..] : "other", Channel.Target);

    /// <summary>The same for calls that chose a compression of their own.</summary>
    public MethodPlan WithEncoding(string encoding) => new()
    {
        Channel = Channel,
        Path = Path,
        ServiceName = ServiceName,
        Name = Name,
        Timeout = Timeout,
        WaitForReady = WaitForReady,
        MaxRequestBytes = MaxRequestBytes,
        MaxResponseBytes = MaxResponseBytes,
        Encoding = encoding,
        Retry = Retry,
        IsRegistered = IsRegistered,
    };
}
