namespace Peregrine;

/// <summary>Settings for the methods named.</summary>
public sealed class MethodConfig
{
    /// <summary>The methods that these settings are for.</summary>
    public IList<MethodName> Names { get; init; } = [];

    /// <summary>The longest a call may take; a call's own deadline counts when it is earlier.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether calls wait for a connection instead of failing; what a call itself says wins.</summary>
    public bool? WaitForReady { get; init; }

    /// <summary>The largest request in bytes; the channel's limit counts when it is smaller.</summary>
    public int? MaxRequestMessageBytes { get; init; }

    /// <summary>The largest response in bytes; the channel's limit counts when it is smaller.</summary>
    public int? MaxResponseMessageBytes { get; init; }

    /// <summary>How failed calls are tried again; null: not.</summary>
    public RetryPolicy? RetryPolicy { get; init; }
}
