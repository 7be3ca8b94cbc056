using System.Collections.Concurrent;

namespace Peregrine.Client;

/// <summary>
/// Runs the control plane of a channel: one action at a time, in order, on threads of the pool and never on the thread that posts, so that posting is safe
/// under any lock (rule 79). Any thread posts.
/// </summary>
internal sealed class SerialExecutor : IThreadPoolWorkItem
{
    private readonly ConcurrentQueue<Action> _actions = new();
    private int _pending;

    public void Post(Action action)
    {
        _actions.Enqueue(action);
        if (Interlocked.Increment(ref _pending) == 1)
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>Ends when everything posted before has run.</summary>
    public Task Flush()
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        Post(done.SetResult);
        return done.Task;
    }

    void IThreadPoolWorkItem.Execute()
    {
        int left;
        do
        {
            // Queued before it is counted, so it is there.
            _actions.TryDequeue(out Action? action);
            action!();
            left = Interlocked.Decrement(ref _pending);
        }
        while (left > 0);
    }
}
