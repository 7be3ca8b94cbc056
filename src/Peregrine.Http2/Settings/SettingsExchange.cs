using Peregrine.Http2.FlowControl;
using Peregrine.Http2.Frames;

namespace Peregrine.Http2.Settings;

/// <summary>Both sides' SETTINGS and how far they have got: ours until acknowledged, the peer's as applied. Guarded by the connection's gate.</summary>
internal sealed class SettingsExchange
{
    public SettingsExchange(Role role, Http2Options options)
    {
        Local = new Http2Settings
        {
            HeaderTableBytes = options.HeaderTableBytes,
            EnablePush = false,
            MaxConcurrentStreams = role == Role.Server ? options.MaxConcurrentStreams : 0,
            InitialWindowBytes = options.InitialStreamWindowBytes,
            MaxFrameBytes = options.MaxFrameBytesOf(role),
            MaxHeaderListBytes = options.MaxHeaderListBytes,
        };
        StreamWindow = Math.Max(FlowWindow.Default, Local.InitialWindowBytes);
    }

    /// <summary>What we announce.</summary>
    public Http2Settings Local { get; private set; }

    /// <summary>What the peer announced; the initial values until then.</summary>
    public Http2Settings Remote { get; set; } = new();

    /// <summary>Whether the peer's first SETTINGS have arrived.</summary>
    public bool RemoteKnown { get; set; }

    /// <summary>Whether all our SETTINGS are acknowledged.</summary>
    public bool IsAcknowledged { get; private set; }

    /// <summary>The receive window of new streams. Until the peer has acknowledged a smaller one it may use the default.</summary>
    public int StreamWindow { get; private set; }

    /// <summary>Sends ours.</summary>
    public void Announce(FrameWriter frames, Role role)
    {
        Span<(int, uint)> settings =
        [
            ((int)SettingId.HeaderTableSize, (uint)Local.HeaderTableBytes),
            role == Role.Client ? ((int)SettingId.EnablePush, 0u) : ((int)SettingId.MaxConcurrentStreams, (uint)Local.MaxConcurrentStreams),
            ((int)SettingId.InitialWindowSize, (uint)Local.InitialWindowBytes),
            ((int)SettingId.MaxFrameSize, (uint)Local.MaxFrameBytes),
            ((int)SettingId.MaxHeaderListSize, (uint)Local.MaxHeaderListBytes),
        ];
        frames.WriteSettings(settings);
    }

    /// <summary>
    /// Sends another SETTINGS_INITIAL_WINDOW_SIZE, once the last is acknowledged. Returns by how much the windows of open streams rise at once on our side; they fall when the peer says so, because
    /// until then it may use what it had.
    /// </summary>
    public int AnnounceWindow(FrameWriter frames, int bytes)
    {
        frames.WriteSettings([((int)SettingId.InitialWindowSize, (uint)bytes)]);
        IsAcknowledged = false;
        Local = Local with { InitialWindowBytes = bytes };
        int rise = Math.Max(0, bytes - StreamWindow);
        StreamWindow += rise;
        return rise;
    }

    /// <summary>The peer acknowledged. Returns by how much the windows of open streams change on our side.</summary>
    public int Acknowledge()
    {
        IsAcknowledged = true;
        int delta = Local.InitialWindowBytes - StreamWindow;
        StreamWindow = Local.InitialWindowBytes;
        return delta;
    }
}
