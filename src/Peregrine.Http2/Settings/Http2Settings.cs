namespace Peregrine.Http2;

/// <summary>The parameters of RFC 9113 §6.5.2 that are in force for one direction; <c>new()</c> holds the initial values of the RFC.</summary>
public sealed record Http2Settings
{
    /// <summary>SETTINGS_HEADER_TABLE_SIZE.</summary>
    public int HeaderTableBytes { get; init; } = 4096;

    /// <summary>SETTINGS_ENABLE_PUSH.</summary>
    public bool EnablePush { get; init; } = true;

    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS; unlimited is <see cref="int.MaxValue"/>.</summary>
    public int MaxConcurrentStreams { get; init; } = int.MaxValue;

    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE.</summary>
    public int InitialWindowBytes { get; init; } = 65535;

    /// <summary>SETTINGS_MAX_FRAME_SIZE.</summary>
    public int MaxFrameBytes { get; init; } = 16384;

    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE; unlimited is <see cref="int.MaxValue"/>.</summary>
    public int MaxHeaderListBytes { get; init; } = int.MaxValue;
}
