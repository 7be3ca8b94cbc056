namespace Peregrine.Http2.Tests.Transport;

/// <summary>What one abuser does.</summary>
internal sealed class Attack
{
    /// <summary>The bytes of the n-th burst; empty when there is nothing more to send.</summary>
    public required Func<int, byte[]> Burst { get; init; }

    /// <summary>The payload of its SETTINGS.</summary>
    public byte[] Settings { get; init; } = [];

    /// <summary>Whether it reads what the server answers.</summary>
    public bool Reads { get; init; } = true;

    /// <summary>Whether the server acts on it only when time has passed.</summary>
    public bool WaitsForTime { get; init; }

    /// <summary>Whether others have left little of the memory that all connections share.</summary>
    public bool IsMemoryScarce { get; init; }

    /// <summary>Whether the server only cuts off the streams that are too much, so that the abuser leaves by itself.</summary>
    public bool IsBorne { get; init; }

    public AbuseLimits Limits { get; init; } = new()
    {
        StreamResets = 200, Pings = 100, EmptyData = 100, WindowUpdates = 100, IgnoredFrames = 100, HeaderBlockBytes = 16 * 1024, DiscardedHeaderBlockBytes = 64 * 1024,
    };
}
