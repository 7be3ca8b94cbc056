namespace Peregrine.Http2;

/// <summary>
/// The windows that streams have without asking. Where beginnings of messages pile up they are taken back with a smaller SETTINGS_INITIAL_WINDOW_SIZE, below zero where they are used already
/// (RFC 9113 §6.9.2), and <see cref="IncompleteMessages"/> gives room in turn; then they are given again. So beginnings wait that would be refused otherwise.
/// <code>given → taken back, not acknowledged (no connection credit meanwhile) → small → given</code>
/// Called under the connection's gate.
/// </summary>
internal sealed class FirstWindows(Http2Connection connection, Http2Options options)
{
    // One frame: small messages go on as before, longer ones ask.
    private const int Small = 16 * 1024;

    // A window that was extended must not overflow when the first one is given again.
    private const long MostLent = FlowControl.FlowWindow.Max / 2;

    // What arrives until the peer has heard of it, and what small windows allow, has the other half.
    private readonly long _high = Math.Min(options.MaxIncompleteBytes / 2, options.Memory.Bytes / 4);
    private bool _areSmall;

    /// <summary>Whether windows may be raised beyond the first.</summary>
    public bool MayRaise => !_areSmall;

    /// <summary>
    /// Beginnings have arrived or became whole. False: no connection credit may be given, because the peer does not know yet that it has less. What arrives meanwhile is bounded by the connection's
    /// window; the peer's answer needs none, so nothing waits for ever.
    /// </summary>
    public bool Look(IncompleteMessages incomplete) => (!_areSmall && incomplete.Arrived <= _high) || Act(incomplete);

    private bool Act(IncompleteMessages incomplete)
    {
        bool change = _areSmall ? incomplete.Arrived < _high / 4 && incomplete.Lent <= MostLent : incomplete.Arrived > _high;
        if (change && connection.Settings.IsAcknowledged && options.InitialStreamWindowBytes > Small)
        {
            Change();
        }
        return connection.Settings.IsAcknowledged || !(_areSmall || incomplete.Arrived > _high);
    }

    private void Change()
    {
        _areSmall = !_areSmall;
        connection.Clock.SettingsSent();
        int rise = connection.Settings.AnnounceWindow(connection.Outbound.Frames, _areSmall ? Small : options.InitialStreamWindowBytes);
        if (rise != 0)
        {
            connection.Streams.ForEach(stream => connection.Inbound.Shift(stream, rise));
        }
    }
}
