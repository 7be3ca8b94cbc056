namespace Peregrine.Http2;

/// <summary>
/// What is known about one method's handlers: whether they block. Made once per method by the layer above and named by its work items;
/// read by every loop, written by the watchdog alone.
/// </summary>
public sealed class HandlerProfile
{
    // A loop that moves on because a handler blocks loses about 2 ms; a dispatched call costs about 1 µs more than an inline one.
    // So they break even where about one call in a thousand blocks.
    internal const int SlowPerItems = 1024;

    private const int EnoughSlow = 8;
    private const long EnoughItems = 4 * SlowPerItems;

    private readonly HandlerMode _mode;

    // Watchdog only.
    private long _items;
    private int _slow;

    private volatile bool _dispatched;

    /// <summary>Makes the profile of one method.</summary>
    /// <param name="mode">Where its handlers start; adaptive unless the user said otherwise.</param>
    public HandlerProfile(HandlerMode mode = HandlerMode.Adaptive)
    {
        _mode = mode;
        _dispatched = mode == HandlerMode.Dispatch;
    }

    /// <summary>Whether new work of this method goes to threads of its own now.</summary>
    public bool IsDispatched => _dispatched;

    /// <summary>One observation: so many items ended since the last one, and whether one was found blocking. Watchdog only.</summary>
    internal void Observe(long items, bool slow)
    {
        if (_mode != HandlerMode.Adaptive) return;
        _items += items;
        if (slow) _slow++;
        if (_slow >= EnoughSlow)
        {
            // Hysteresis: on its way in a method needs one slow call in a thousand, on its way out a quarter of that.
            if (!_dispatched) _dispatched = _slow * (long)SlowPerItems >= _items;
            Forget();
        }
        else if (_items >= EnoughItems * EnoughSlow)
        {
            if (_slow == 0 || _slow * 4L * SlowPerItems < _items) _dispatched = false;
            Forget();
        }
    }

    private void Forget()
    {
        _items = 0;
        _slow = 0;
    }
}
