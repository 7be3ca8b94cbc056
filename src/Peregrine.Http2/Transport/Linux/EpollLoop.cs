using System.Runtime.CompilerServices;

namespace Peregrine.Http2.Transport;

/// <summary>
/// One loop of the epoll engine: waits for its descriptors and runs a turn of each connection that has something, on one thread at a time.
/// Where it stands is kept here and not on a stack, so that another thread can go on when a handler holds this one. Lives as long as the process.
/// </summary>
internal sealed class EpollLoop
{
    private const int EventsAtOnce = 512;
    private const int ReceiveBytes = 64 * 1024;

    private readonly int _epoll = Libc.EpollCreate();
    private readonly Lock _gate = new();

    // Guarded by _gate for writing; the loop reads the array without it.
    private readonly EpollEvents _scratch = new(1);
    private IEpollSource?[] _sources = new IEpollSource?[256];

    // Loop only.
    private readonly EpollEvents _events = new(EventsAtOnce);
    private readonly SpinBudget _spin = new();
    private readonly LoopLoad _load = new();
    private int _count;
    private int _next;

    public EpollLoop(int number)
    {
        if (_epoll < 0) throw LinuxErrors.Exception(Libc.Errno);
        new Thread(Run) { IsBackground = true, Name = $"Peregrine loop {number}" }.UnsafeStart();
    }

    /// <summary>The receive buffer that all connections of this loop share; only partial frames are copied out of it. Loop only.</summary>
    public byte[] Buffer { get; } = GC.AllocateUninitializedArray<byte>(ReceiveBytes, pinned: true);

    /// <summary>Hundredths of its time that the loop worked lately.</summary>
    public int Share => _load.Share;

    /// <summary>Begins to wait for a descriptor's events.</summary>
    public void Add(int descriptor, IEpollSource source, uint events)
    {
        lock (_gate)
        {
            if (descriptor >= _sources.Length)
            {
                IEpollSource?[] larger = new IEpollSource?[Math.Max(descriptor + 1, _sources.Length * 2)];
                _sources.CopyTo(larger, 0);
                Volatile.Write(ref _sources, larger);
            }

            _sources[descriptor] = source;
            if (Libc.EpollControl(_epoll, Libc.EpollAdd, descriptor, _scratch, events) < 0) throw LinuxErrors.Exception(Libc.Errno);
        }
    }

    /// <summary>Changes what is waited for. Nothing happens when the descriptor is not there any more.</summary>
    public void Change(int descriptor, uint events)
    {
        lock (_gate) Libc.EpollControl(_epoll, Libc.EpollModify, descriptor, _scratch, events);
    }

    /// <summary>Waits for it no longer. Must come before the descriptor is closed.</summary>
    public void Remove(int descriptor, IEpollSource source)
    {
        lock (_gate)
        {
            if (_sources[descriptor] != source) return;
            _sources[descriptor] = null;
            Libc.EpollControl(_epoll, Libc.EpollDelete, descriptor, _scratch, 0);
        }
    }

    /// <summary>Goes on for ever, or until the calling thread loses the loop.</summary>
    public void Run()
    {
        while (true)
        {
            while (_next < _count)
            {
                if (!RunTurn(_next++)) return;
            }

            _next = 0;
            long resumed = _spin.LastWait.Ended;
            _count = Math.Max(0, _spin.Wait(_epoll, _events, alone: !_load.IsCrowded));
            (long stopped, long now) = _spin.LastWait;
            if (_load.Count(stopped - resumed, now)) Balance(now);
        }
    }

    // A method of its own, so that a connection that has ended is not on the stack of a loop that waits for others.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool RunTurn(int i)
    {
        int descriptor = _events.Descriptor(i);
        if (Volatile.Read(ref _sources)[descriptor] is not { } source) return true;
        _load.Turn(descriptor);
        return source.OnEvents(_events.Events(i));
    }

    // What has been waited for comes again on the other loop: events are told of for as long as there is something to read.
    private void Balance(long now)
    {
        if (_load.IsHot && _load.Active.Count > 1 && EpollLoops.Relief(this) is { } other) Give(other, everyNth: 2);
        else if (_load.IsCool && EpollLoops.Home(this) is { } home) Give(home, everyNth: 1);
        _load.BeginStretch(now);
    }

    private void Give(EpollLoop other, int everyNth)
    {
        for (int i = 0; i < _load.Active.Count; i += everyNth) Volatile.Read(ref _sources)[_load.Active[i]]?.MoveTo(other);
        _load.Forget();
    }
}
