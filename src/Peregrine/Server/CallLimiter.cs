namespace Peregrine.Server;

/// <summary>
/// Bounds the calls whose handlers run at one time and the calls that wait for it, first come first served. Any thread.
/// </summary>
/// <param name="maxRunning">The calls that may run.</param>
/// <param name="maxQueued">The calls that may wait.</param>
/// <param name="optionName">The option that says so, for the error.</param>
internal sealed class CallLimiter(int maxRunning, int maxQueued, string optionName)
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly LinkedList<ServerCall> _queue = [];
    private int _running;

    /// <summary>The end of a call that cannot even wait.</summary>
    public Status Full { get; } = new(
        StatusCode.ResourceExhausted, $"{maxRunning} calls run and {maxQueued} wait, the most that {optionName} allows");

    /// <summary>Lets the call in, or queues it, or turns it away. A queued call is told by <see cref="ServerCall.OnAdmitted"/>.</summary>
    public Admission Enter(ServerCall call, out LinkedListNode<ServerCall>? place)
    {
        place = null;
        lock (_gate)
        {
            if (_running < maxRunning)
            {
                _running++;
                return Admission.Admitted;
            }

            if (_queue.Count >= maxQueued)
                return Admission.Refused;
            place = _queue.AddLast(call);
            return Admission.Queued;
        }
    }

    /// <summary>A call that was let in is over: the next may come.</summary>
    public void Exit()
    {
        ServerCall? next;
        lock (_gate)
        {
            next = _queue.First?.Value;
            if (next is null)
                _running--;
            else
                _queue.RemoveFirst();
        }

        next?.OnAdmitted();
    }

    /// <summary>A call that waits ended. False when it was let in meanwhile.</summary>
    public bool Leave(LinkedListNode<ServerCall> place)
    {
        lock (_gate)
        {
            if (place.List is null)
                return false;
            _queue.Remove(place);
            return true;
        }
    }
}
