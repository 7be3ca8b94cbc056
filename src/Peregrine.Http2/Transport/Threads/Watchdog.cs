namespace Peregrine.Http2.Transport;

/// <summary>
/// One thread that looks at all running batches while there are any, and moves a loop on to another thread when a handler has blocked its own
/// for two looks. It looks every millisecond where it has just seen a handler at work or has lately had to step in, else every fourth: a look
/// costs a wake-up, which is a part of what a server spends. Sleeps, costing nothing, while nothing runs.
/// </summary>
internal static class Watchdog
{
    private const int CloseMilliseconds = 1;
    private const int WideMilliseconds = 4;
    private const int CloseLooksAfterTrouble = 256;
    private const int IdleLooksBeforeSleep = 25;

    private static readonly Lock s_gate = new();
    private static readonly AutoResetEvent s_wake = new(false);

    // Replaced as a whole under s_gate, read without it.
    private static volatile WatchSlot[] s_slots = [];

    // Guarded by s_gate.
    private static bool s_started;
    private static int s_heldPoolThreads;
    private static int s_addedPoolThreads;

    private static volatile bool s_asleep;
    private static long s_steals;

    /// <summary>How often a loop was moved on to another thread since the process began.</summary>
    public static long Steals => Interlocked.Read(ref s_steals);

    /// <summary>Every thread that runs batches is known from its first one on.</summary>
    public static void Add(WatchSlot slot)
    {
        lock (s_gate)
        {
            s_slots = [.. s_slots, slot];
            if (s_started) return;
            s_started = true;
            new Thread(Watch) { IsBackground = true, Name = "Peregrine watchdog" }.UnsafeStart();
        }
    }

    /// <summary>Called after a slot became active; the exchange that made it so is the fence between that and this read.</summary>
    public static void WakeIfAsleep()
    {
        if (s_asleep) s_wake.Set();
    }

    /// <summary>A thread whose loop was taken has its handler back.</summary>
    public static void Returned(WatchSlot slot)
    {
        if (slot.IsPoolThread) HoldPoolThreads(-1);
    }

    private static void Watch()
    {
        int idle = 0;
        int close = 0;
        while (true)
        {
            if (idle >= IdleLooksBeforeSleep)
            {
                SleepUntilActive();
                idle = 0;
            }

            Pause(close > 0 ? CloseMilliseconds : WideMilliseconds);
            Sight sight = LookAtAll();
            idle = sight == Sight.Idle ? idle + 1 : 0;
            close = sight switch
            {
                Sight.Trouble => CloseLooksAfterTrouble,
                Sight.Handler => Math.Max(close - 1, 1),
                _ => Math.Max(close - 1, 0),
            };
        }
    }

    // The runtime's own timed wait costs twice the processor time of the bare system call.
    private static void Pause(int milliseconds)
    {
        if (OperatingSystem.IsLinux()) Libc.Sleep(milliseconds);
        else s_wake.WaitOne(milliseconds);
    }

    private static Sight LookAtAll()
    {
        Sight sight = Sight.Idle;
        int slowWorkers = 0;
        foreach (WatchSlot slot in s_slots)
        {
            bool active = slot.IsActive;
            ILoop? loop = slot.Tick();
            Sight seen = slot.IsSlow ? Sight.Trouble : slot.IsBusy ? Sight.Handler : active ? Sight.Running : Sight.Idle;
            if (seen > sight) sight = seen;
            if (slot.IsSlow && slot.IsElastic) slowWorkers++;
            if (loop is null) continue;
            Interlocked.Increment(ref s_steals);
            if (slot.IsPoolThread) HoldPoolThreads(+1);
            ElasticThreads.Shared.RunAtOnce(loop);
        }

        ElasticThreads.Shared.Allow(slowWorkers);
        return sight;
    }

    private static void SleepUntilActive()
    {
        Forget();
        s_asleep = true;
        Interlocked.MemoryBarrier();
        bool active = false;
        foreach (WatchSlot slot in s_slots) active |= slot.IsActive;
        if (!active) s_wake.WaitOne();
        s_asleep = false;
    }

    // Threads of the pool come and go; their slots go with them.
    private static void Forget()
    {
        lock (s_gate) s_slots = Array.FindAll(s_slots, static s => s.IsAlive);
    }

    // A pool thread held by a handler is missing to everybody whose I/O completes on the pool, other connections included. The runtime makes
    // up for threads that block in Task.Wait by raising its minimum; the same is done here for those it cannot see, and taken back after.
    private static void HoldPoolThreads(int change)
    {
        lock (s_gate)
        {
            // A thread may be back before it is counted as held: the sum is right in the end, and never below what was added.
            s_heldPoolThreads += change;
            int add = Math.Max(0, s_heldPoolThreads) - s_addedPoolThreads;
            if (add == 0) return;
            s_addedPoolThreads += add;
            ThreadPool.GetMinThreads(out int workers, out int completion);
            ThreadPool.SetMinThreads(workers + add, completion);
        }
    }

    /// <summary>The most that one look found.</summary>
    private enum Sight
    {
        Idle,
        Running,

        /// <summary>A handler at work: the next look decides whether it is stuck.</summary>
        Handler,

        /// <summary>A handler that holds its thread.</summary>
        Trouble,
    }
}
