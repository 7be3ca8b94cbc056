using System.Diagnostics.CodeAnalysis;
using Peregrine.Http2;
using Peregrine.Http2.Transport;

namespace Peregrine.InProcess;

/// <summary>
/// Runs handlers and continuations of in-process calls one after the other on a thread of the pool, as a connection's loop does: a call made in a continuation and
/// answered by a handler never leaves its thread. One that blocks is left behind, and the loop goes on with another thread. Any thread posts.
/// </summary>
internal sealed class InProcessLoop : ILoop, IThreadPoolWorkItem
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Queue<IHttp2Work> _work = new();
    private bool _isRunning;

    [ThreadStatic]
    private static InProcessLoop? t_current;

    /// <summary>The loop that runs on this thread now; null on others.</summary>
    public static InProcessLoop? Current => t_current;

    public void Post(IHttp2Work work)
    {
        if (work.Profile is { IsDispatched: true })
        {
            ElasticThreads.Shared.Queue(work);
            return;
        }
        lock (_gate)
        {
            _work.Enqueue(work);
            if (_isRunning)
                return;
            _isRunning = true;
        }
        ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
    }

    /// <summary>A thread of the pool has come for what waits.</summary>
    public void Execute() => Run();

    /// <summary>Goes on, on a new thread, behind the work that holds the old one.</summary>
    public Action? Resume()
    {
        Run();
        return null;
    }

    private void Run()
    {
        bool isWatched = WatchSlot.TryEnter(this, out WatchSlot slot);
        InProcessLoop? outer = t_current;
        t_current = this;
        while (TryTake(out IHttp2Work? work))
        {
            if (!isWatched)
            {
                work.Execute();
                continue;
            }
            slot.Begin(work.Profile);
            work.Execute();
            if (slot.End())
                continue;
            // The loop is another thread's now.
            t_current = outer;
            return;
        }
        t_current = outer;
        if (isWatched)
            slot.Leave();
    }

    private bool TryTake([NotNullWhen(true)] out IHttp2Work? work)
    {
        lock (_gate)
        {
            _isRunning = _work.TryDequeue(out work);
            return _isRunning;
        }
    }
}
