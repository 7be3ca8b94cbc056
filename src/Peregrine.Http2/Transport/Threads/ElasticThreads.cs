namespace Peregrine.Http2.Transport;

/// <summary>
/// Threads for work that is known to block and for loops that must move: as many as it takes, made at once, gone after some seconds without
/// work. The thread pool is no place for them: it adds threads slowly, and everybody's I/O waits behind. Lives as long as the process.
/// </summary>
internal sealed class ElasticThreads
{
    private const int IdleMilliseconds = 10_000;

    private readonly Lock _gate = new();
    private readonly int _limit;

    // Guarded by _gate.
    private readonly Queue<IHttp2Work> _work = new();
    private readonly List<Worker> _idle = [];
    private int _threads;

    private ElasticThreads(int limit) => _limit = limit;

    /// <summary>The process's own. The bound keeps a flood of blocking calls from exhausting memory with stacks; what is above it queues.</summary>
    public static ElasticThreads Shared { get; } = new(limit: 1024);

    /// <summary>Runs work that blocks.</summary>
    public void Queue(IHttp2Work work)
    {
        Worker? worker;
        lock (_gate)
        {
            if (!TryTakeIdle(out worker))
            {
                if (_threads >= _limit)
                {
                    _work.Enqueue(work);
                    return;
                }

                _threads++;
            }
        }

        Give(worker, work);
    }

    /// <summary>Goes on with a loop whose thread is held. Never waits: not behind work, and not for the bound.</summary>
    public void RunAtOnce(ILoop loop)
    {
        Worker? worker;
        lock (_gate)
        {
            if (!TryTakeIdle(out worker)) _threads++;
        }

        Give(worker, loop);
    }

    private void Give(Worker? worker, object task)
    {
        if (worker is null) new Worker(this, task).Start();
        else worker.Wake(task);
    }

    // The one that went idle last: its stack is still in the cache, and those at the bottom can retire.
    private bool TryTakeIdle(out Worker? worker)
    {
        worker = null;
        if (_idle.Count == 0) return false;
        worker = _idle[^1];
        _idle.RemoveAt(_idle.Count - 1);
        return true;
    }

    // What a worker does next: more work, or null after it has joined the idle ones.
    private IHttp2Work? Next(Worker worker)
    {
        lock (_gate)
        {
            if (_work.TryDequeue(out IHttp2Work? work)) return work;
            _idle.Add(worker);
            return null;
        }
    }

    // A worker has waited long enough. False: it was given something at that very moment.
    private bool TryRetire(Worker worker)
    {
        lock (_gate)
        {
            if (!_idle.Remove(worker)) return false;
            _threads--;
            return true;
        }
    }

    /// <summary>One thread.</summary>
    private sealed class Worker(ElasticThreads owner, object first) : IDisposable
    {
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
                for (object? task = _given; task is not null; task = owner.Next(this)) Execute(task);
                while (!_signal.Wait(IdleMilliseconds))
                {
                    if (!owner.TryRetire(this)) continue;
                    Dispose();
                    return;
                }
            }
        }

        private static void Execute(object task)
        {
            if (task is ILoop loop)
            {
                loop.Resume();
                return;
            }

            var work = (IHttp2Work)task;
            WatchSlot.TryEnter(null, out WatchSlot slot);
            slot.Begin(work.Profile);
            work.Execute();
            slot.End();
            slot.Leave();
        }
    }
}
