namespace Peregrine.Http2.Transport;

/// <summary>
/// Threads for work that is known to block and for loops that must move: as many as it takes, made at once, gone after some seconds without
/// work. The thread pool is no place for them: it adds threads slowly, and everybody's I/O waits behind. Lives as long as the process.
/// </summary>
internal sealed class ElasticThreads
{
    private const int IdleMilliseconds = 10_000;
    private static readonly int s_processors = Environment.ProcessorCount;

    private readonly Lock _gate = new();
    private readonly int _limit;

    // Guarded by _gate. Loops are not counted as running: they use the processor only as work comes.
    private readonly Queue<IHttp2Work> _work = new();
    private readonly List<Worker> _idle = [];
    private int _running;
    private int _allowed = s_processors;

    private ElasticThreads(int limit) => _limit = limit;

    /// <summary>The process's own. The bound keeps a flood of blocking calls from exhausting memory with stacks; what is above it queues.</summary>
    public static ElasticThreads Shared { get; } = new(limit: 1024);

    /// <summary>Runs work that may block. One thread per processor takes it in turn, and one more for each that is held.</summary>
    public void Queue(IHttp2Work work)
    {
        Worker? worker;
        lock (_gate)
        {
            if (_running >= _allowed)
            {
                _work.Enqueue(work);
                return;
            }

            _running++;
            worker = TakeIdle();
        }

        Give(worker, work);
    }

    /// <summary>Goes on with a loop whose thread is held. Never waits: not behind work, and not for the bound.</summary>
    public void RunAtOnce(ILoop loop)
    {
        Worker? worker;
        lock (_gate) worker = TakeIdle();
        Give(worker, loop);
    }

    /// <summary>Watchdog, at each look: so many threads are held by their handlers, and waiting work may have as many more.</summary>
    public void Allow(int held)
    {
        lock (_gate) _allowed = Math.Min(s_processors + held, _limit);
        while (true)
        {
            Worker? worker;
            IHttp2Work? work;
            lock (_gate)
            {
                if (_running >= _allowed || !_work.TryDequeue(out work)) return;
                _running++;
                worker = TakeIdle();
            }

            Give(worker, work);
        }
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

    // What a worker does next: more work, or null after it has joined the idle ones.
    private IHttp2Work? Next(Worker worker)
    {
        lock (_gate)
        {
            if (_running <= _allowed && _work.TryDequeue(out IHttp2Work? work)) return work;
            _running--;
            _idle.Add(worker);
            return null;
        }
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

        private void Execute(object task)
        {
            if (task is ILoop loop)
            {
                loop.Resume();
                owner.Rejoin();
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
