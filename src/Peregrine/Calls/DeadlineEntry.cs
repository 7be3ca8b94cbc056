namespace Peregrine.Calls;

/// <summary>
/// Something with a deadline, woven into a <see cref="DeadlineWheel"/> by itself so that arming one allocates nothing. Belongs to one wheel at a time.
/// </summary>
internal abstract class DeadlineEntry
{
    // Guarded by the wheel's gate.
    internal DeadlineEntry? Next;
    internal DeadlineEntry? Previous;
    internal long DueTick;
    internal int Slot = -1;

    /// <summary>Called once on a timer thread when the deadline has passed, outside the wheel's gate; never after a <see cref="DeadlineWheel.Disarm"/> that returned true.</summary>
    internal abstract void OnDeadline();
}
