namespace Peregrine.Client;

/// <summary>The channel's state for its user, and who waits for it to change. Any thread.</summary>
internal sealed class ConnectivityTracker
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private TaskCompletionSource _changed = NewSource();
    private ConnectivityState _state = ConnectivityState.Idle;

    public ConnectivityState State
    {
        get
        {
            lock (_gate)
                return _state;
        }
    }

    /// <summary>True when that is a change.</summary>
    public bool Set(ConnectivityState state)
    {
        TaskCompletionSource changed;
        lock (_gate)
        {
            // Shutdown is for good.
            if (_state == state || _state == ConnectivityState.Shutdown)
                return false;
            _state = state;
            changed = _changed;
            _changed = NewSource();
        }
        changed.TrySetResult();
        return true;
    }

    public Task WaitForChangeAsync(ConnectivityState last, CancellationToken cancellationToken)
    {
        lock (_gate)
            return _state != last ? Task.CompletedTask : _changed.Task.WaitAsync(cancellationToken);
    }

    private static TaskCompletionSource NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
