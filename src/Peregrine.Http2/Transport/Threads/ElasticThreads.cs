using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Http2.Transport;

/// <summary>
/// Threads for work that is known to block: as many as it takes, made at once, gone after some seconds without work. The thread pool is no
/// place for it: the pool adds threads slowly, and everybody's I/O waits behind. Lives as long as the process.
/// </summary>
internal sealed class ElasticThreads
{
    private const int IdleMilliseconds = 10_000;

    private readonly Lock _gate = new();
    private readonly int _limit;

    // Guarded by _gate.
    private readonly Queue<IHttp2Work> _work = new();
    private readonly Stack<Worker> _idle = new();
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
            if (!_idle.TryPop(out worker))
            {
                if (_threads == _limit)
                {
                    _work.Enqueue(work);
                    return;
                }

                _threads++;
            }
        }

        if (worker is null) new Worker(this, work).Start();
        else worker.Wake(work);
    }

    /// <summary>Goes on with a loop whose thread is held; never waits behind work.</summary>
    [SuppressMessage("Performance", "CA1822:Mark members as static", Justification = "Loops belong to the same threads as work does.")]
    public void RunAtOnce(ILoop loop) => new Thread(static state => ((ILoop)state!).Resume()) { IsBackground = true, Name = "Peregrine loop" }.UnsafeStart(loop);

    // What a worker does next: more work, or null after it has gone to the idle ones.
    private IHttp2Work? Next(Worker worker)
    {
        lock (_gate)
        {
            if (_work.TryDequeue(out IHttp2Work? work)) return work;
            _idle.Push(worker);
            return null;
        }
    }

    // A worker has waited long enough. False: it was given work at that very moment.
    private bool TryRetire(Worker worker)
    {
        lock (_gate)
        {
            if (!_idle.Contains(worker)) return false;
            Worker[] others = [.. _idle.Where(w => w != worker).Reverse()];
            _idle.Clear();
            foreach (Worker other in others) _idle.Push(other);
            _threads--;
            return true;
        }
    }

    /// <summary>One thread.</summary>
    private sealed class Worker(ElasticThreads owner, IHttp2Work first) : IDisposable
    {
        private readonly SemaphoreSlim _signal = new(0);
        private IHttp2Work? _given = first;

        public void Start() => new Thread(Run) { IsBackground = true, Name = "Peregrine blocking handler" }.UnsafeStart();

        public void Wake(IHttp2Work work)
        {
            _given = work;
            _signal.Release();
        }

        public void Dispose() => _signal.Dispose();

        private void Run()
        {
            IHttp2Work? work = _given;
            while (true)
            {
                while (work is not null)
                {
                    Execute(work);
                    work = owner.Next(this);
                }

                while (!_signal.Wait(IdleMilliseconds))
                {
                    if (!owner.TryRetire(this)) continue;
                    Dispose();
                    return;
                }

                work = _given;
            }
        }

        private static void Execute(IHttp2Work work)
        {
            WatchSlot.TryEnter(null, out WatchSlot slot);
            slot.Begin(work.Profile);
            work.Execute();
            slot.End();
            slot.Leave();
        }
    }
}
