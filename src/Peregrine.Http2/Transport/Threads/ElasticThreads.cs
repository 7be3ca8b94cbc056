using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Transport;

/// <summary>
/// Threads for work that is known to block and for loops that must move: as many as it takes, made at once, gone after some seconds without
/// work. The thread pool is no place for them: it adds threads slowly, and everybody's I/O waits behind. Lives as long as the process.
/// </summary>
internal sealed class ElasticThreads
{
    private const int IdleMilliseconds = 10_000;

    // So much work goes before a flush that waits for a batch to gather.
    private const int WorkPerFlush = 64;

    // After so many looks with fewer held threads one of the spare ones is taken back.
    private const int LooksPerSpare = 32;

    private static readonly int s_processors = Environment.ProcessorCount;

    [ThreadStatic]
    private static bool t_works;

    private readonly Lock _gate = new();
    private readonly int _limit;

    // Any thread.
    private readonly ConcurrentQueue<IHttp2Work> _work = new();
    private readonly ConcurrentQueue<IThreadPoolWorkItem> _flushes = new();

    // Guarded by _gate; the numbers are read without. Loops are not counted as running: they use the processor only as work comes.
    private readonly List<Worker> _idle = [];
    private int _running;
    private int _allowed;

    // Watchdog only.
    private int _heldLately;
    private int _looks;

    /// <summary>Threads of their own. There are never more at work than <paramref name="limit"/>.</summary>
    internal ElasticThreads(int limit)
    {
        _limit = limit;
        _allowed = Math.Min(s_processors, limit);
    }

    /// <summary>The process's own. The bound keeps a flood of blocking calls from exhausting memory with stacks; what is above it queues.</summary>
    public static ElasticThreads Shared { get; } = new(limit: 1024);

    /// <summary>Runs work that may block. One thread per processor takes it in turn, and one more for each that is held or was lately.</summary>
    public void Queue(IHttp2Work work)
    {
        _work.Enqueue(work);

        // Its counterpart is in Next: a worker that stops is not counted any more before it looks at the queue for the last time.
        Interlocked.MemoryBarrier();
        if (Volatile.Read(ref _running) < Volatile.Read(ref _allowed)) TryStart();
    }

    /// <summary>
    /// From work on one of these threads: takes a flush that is to come behind the work that is there, so that its answers go out together. False on all other
    /// threads. Should every worker be held meanwhile, the thread pool flushes at the watchdog's next look.
    /// </summary>
    public bool TryQueueFlush(IThreadPoolWorkItem flush)
    {
        if (!t_works) return false;
        _flushes.Enqueue(flush);
        return true;
    }

    /// <summary>Goes on with a loop whose thread is held. Never waits: not behind work, and not for the bound.</summary>
    public void RunAtOnce(ILoop loop)
    {
        Worker? worker;
        lock (_gate) worker = TakeIdle();
        Give(worker, loop);
    }

    /// <summary>
    /// Watchdog, at each look: so many threads are held by their handlers. Waiting work may have as many more as were held lately: the next one that is held is
    /// seen a look later only, and nobody should wait for that.
    /// </summary>
    public void Allow(int held)
    {
        if (held >= _heldLately) (_heldLately, _looks) = (held, 0);
        else if (++_looks % LooksPerSpare == 0) _heldLately--;
        lock (_gate) _allowed = Math.Min(s_processors + _heldLately, _limit);
        while (TryStart())
        {
        }

        while (_flushes.TryDequeue(out IThreadPoolWorkItem? flush)) ThreadPool.UnsafeQueueUserWorkItem(flush, preferLocal: false);
    }

    // One more thread takes work, if one may and there is some.
    private bool TryStart()
    {
        Worker? worker;
        IHttp2Work? work;
        lock (_gate)
        {
            if (_running >= _allowed || !_work.TryDequeue(out work)) return false;
            _running++;
            worker = TakeIdle();
        }

        Give(worker, work);
        return true;
    }

    private void Give(Worker? worker, object task)
    {
        if (worker is null) new Worker(this, task).Start();
        else worker.Wake(task);
    }

    // The one that went idle last: its stack is still in the cache, and those at the bottom can retire. Null: a new one is to be made.
    private Worker? TakeIdle()
    {
        if (_idle.Count == 0) return null;
        Worker worker = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        return worker;
    }

    // What a worker does next. False after it has joined the idle ones.
    private bool TryNext(Worker worker, [NotNullWhen(true)] out IHttp2Work? work)
    {
        if (Volatile.Read(ref _running) <= Volatile.Read(ref _allowed) && _work.TryDequeue(out work)) return true;
        FlushAll();
        lock (_gate)
        {
            _running--;
            _idle.Add(worker);
        }

        Interlocked.MemoryBarrier();
        if (!_work.IsEmpty) TryStart();
        work = null;
        return false;
    }

    private void FlushAll()
    {
        while (_flushes.TryDequeue(out IThreadPoolWorkItem? flush)) flush.Execute();
    }

    // A worker that drove a loop has lost it, and is free for work.
    private void Rejoin()
    {
        lock (_gate) _running++;
    }

    // A worker has waited long enough. False: it was given something at that very moment.
    private bool TryRetire(Worker worker)
    {
        lock (_gate) return _idle.Remove(worker);
    }

    /// <summary>One thread.</summary>
    private sealed class Worker(ElasticThreads owner, object first) : IDisposable
    {
        private static readonly Action s_nothing = static () => { };

        private readonly SemaphoreSlim _signal = new(0);
        private object? _given = first;

        public void Start() => new Thread(Run) { IsBackground = true, Name = "Peregrine worker" }.UnsafeStart();

        public void Wake(object task)
        {
            _given = task;
            _signal.Release();
        }

        public void Dispose() => _signal.Dispose();

        private void Run()
        {
            while (true)
            {
                if (RunGiven() is { } loop)
                {
                    loop();
                    owner.Rejoin();
                    RunWaiting();
                }

                while (!_signal.Wait(IdleMilliseconds))
                {
                    if (!owner.TryRetire(this)) continue;
                    Dispose();
                    return;
                }
            }
        }

        // Work, or a loop that is resumed: then what this thread goes on with. These are methods of their own so that nothing that was run is on the stack of a
        // thread that then drives a loop for ever, or waits.
        [MethodImpl(MethodImplOptions.NoInlining)]
        private Action? RunGiven()
        {
            object task = Interlocked.Exchange(ref _given, null)!;
            if (task is ILoop loop) return loop.Resume() ?? s_nothing;
            Work((IHttp2Work)task);
            return null;
        }

        [MethodImpl(MethodImplOptions.NoInlining)]
        private void RunWaiting()
        {
            if (owner.TryNext(this, out IHttp2Work? work)) Work(work);
        }

        // All that there is. Another task may have been given when it returns, which the signal tells.
        private void Work(IHttp2Work first)
        {
            IHttp2Work? work = first;
            WatchSlot.TryEnter(null, out WatchSlot slot);
            t_works = true;
            int done = 0;
            do
            {
                slot.Begin(work.Profile);
                work.Execute();
                slot.End();
                if (++done % WorkPerFlush == 0) owner.FlushAll();
            }
            while (owner.TryNext(this, out work));
            t_works = false;
            slot.Leave();
        }
    }
}
