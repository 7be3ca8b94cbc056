namespace Peregrine.Http2.Settings;

/// <summary>The identifiers of RFC 9113 §6.5.2.</summary>
internal enum SettingId
{
    /// <summary>SETTINGS_HEADER_TABLE_SIZE</summary>
    HeaderTableSize = 1,
    /// <summary>SETTINGS_ENABLE_PUSH</summary>
    EnablePush = 2,
    /// <summary>SETTINGS_MAX_CONCURRENT_STREAMS</summary>
    MaxConcurrentStreams = 3,
    /// <summary>SETTINGS_INITIAL_WINDOW_SIZE</summary>
    InitialWindowSize = 4,
    /// <summary>SETTINGS_MAX_FRAME_SIZE</summary>
    MaxFrameSize = 5,
    /// <summary>SETTINGS_MAX_HEADER_LIST_SIZE</summary>
    MaxHeaderListSize = 6,
}
