using System.Diagnostics;

namespace Peregrine.Http2.Transport;

/// <summary>
/// How much of its time a loop works, and which descriptors keep it at work, by stretches of ten milliseconds. The loop writes; anybody may ask
/// for <see cref="Share"/>. Lives with its loop.
/// </summary>
internal sealed class LoopLoad
{
    // Above this a loop is the bottleneck of its connections; a turn this long makes the others wait for a handler that they have nothing to do with.
    private const int HotPercent = 85;
    private const int HeavyPercent = 25;
    private const int StretchesUntilHot = 2;
    private const int StretchesUntilCool = 100;
    private const int CoolPercent = 30;

    // So many connections keep a loop and each other's callers going: a wake-up more or less is a cost to share, no delay that one of them waits out.
    private const int Crowd = 4;

    private static readonly long s_stretch = Stopwatch.Frequency / 100;
    private static readonly long s_heavyTurn = Stopwatch.Frequency / 10_000;
    private static readonly long s_outdated = Stopwatch.Frequency / 10;

    // Loop only.
    private readonly List<int> _active = [];
    private int[] _marks = new int[256];
    private int _stretch = 1;
    private int _turns;
    private long _began;
    private long _worked;
    private int _hot;
    private int _cool;

    // Loop writes, anybody reads.
    private long _measuredAt;
    private int _share;

    /// <summary>Hundredths of its time that the loop worked lately; 0 when it has been asleep.</summary>
    public int Share => Stopwatch.GetTimestamp() - Volatile.Read(ref _measuredAt) > s_outdated ? 0 : Volatile.Read(ref _share);

    /// <summary>Whether the loop has more to do than it should, so that others should take of it.</summary>
    public bool IsHot => _hot >= StretchesUntilHot;

    /// <summary>Whether the loop has had so little to do for so long that another could do it as well.</summary>
    public bool IsCool => _cool >= StretchesUntilCool;

    /// <summary>Whether many descriptors had events in the last stretch that ended.</summary>
    public bool IsCrowded { get; private set; }

    /// <summary>The descriptors that had events in the stretch that has just ended; until the next one begins.</summary>
    public IReadOnlyList<int> Active => _active;

    /// <summary>A turn of a descriptor's owner begins.</summary>
    public void Turn(int descriptor)
    {
        _turns++;
        if (descriptor >= _marks.Length) Array.Resize(ref _marks, Math.Max(descriptor + 1, _marks.Length * 2));
        if (_marks[descriptor] == _stretch) return;
        _marks[descriptor] = _stretch;
        _active.Add(descriptor);
    }

    /// <summary>Counts work that ended just before <paramref name="now"/>. True when a stretch is over: look at it, then call <see cref="BeginStretch"/>.</summary>
    public bool Count(long worked, long now)
    {
        _worked += worked;
        if (now - _began < s_stretch) return false;
        int share = (int)Math.Min(100, _worked * 100 / (now - _began));
        bool heavy = share >= HeavyPercent && _worked / Math.Max(1, _turns) >= s_heavyTurn;
        _hot = share >= HotPercent || heavy ? _hot + 1 : 0;
        _cool = share <= CoolPercent && !heavy ? _cool + 1 : 0;
        IsCrowded = _active.Count >= Crowd;
        Volatile.Write(ref _share, share);
        Volatile.Write(ref _measuredAt, now);
        return true;
    }

    /// <summary>Begins the next stretch.</summary>
    public void BeginStretch(long now)
    {
        _began = now;
        _worked = 0;
        _turns = 0;
        _active.Clear();
        _stretch++;
    }

    /// <summary>Connections came or went: what was seen before says nothing any more.</summary>
    public void Forget()
    {
        _hot = 0;
        _cool = 0;
    }
}
