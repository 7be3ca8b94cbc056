using System.Diagnostics;
using System.Numerics;

namespace Peregrine.Bench.Measuring;

/// <summary>Latencies in buckets 3 % wide. One thread writes one histogram; they are added up at the end.</summary>
internal sealed class Histogram
{
    private const int SubBits = 5;
    private const int Buckets = 48 << SubBits;
    private static readonly double s_microseconds = 1e6 / Stopwatch.Frequency;

    private readonly int[] _counts = new int[Buckets];
    private long _max;

    public void Add(long ticks)
    {
        _counts[Index(ticks)]++;
        if (ticks > _max) _max = ticks;
    }

    public void Add(Histogram other)
    {
        for (int i = 0; i < Buckets; i++) _counts[i] += other._counts[i];
        _max = Math.Max(_max, other._max);
    }

    public double MaxMicroseconds => _max * s_microseconds;

    public double Microseconds(double quantile)
    {
        long total = _counts.Sum(static c => (long)c);
        if (total == 0) return 0;
        long wanted = (long)Math.Ceiling(total * quantile);
        long seen = 0;
        for (int i = 0; i < Buckets; i++)
        {
            seen += _counts[i];
            if (seen >= wanted) return Middle(i) * s_microseconds;
        }

        return MaxMicroseconds;
    }

    private static int Index(long ticks)
    {
        ulong value = (ulong)Math.Max(ticks, 0);
        if (value < 1 << SubBits) return (int)value;
        int exponent = BitOperations.Log2(value) - SubBits;
        return Math.Min(Buckets - 1, ((exponent + 1) << SubBits) + (int)((value >> exponent) & ((1 << SubBits) - 1)));
    }

    private static double Middle(int index)
    {
        if (index < 1 << SubBits) return index;
        int exponent = (index >> SubBits) - 1;
        return ((1 << SubBits) + (index & ((1 << SubBits) - 1)) + 0.5) * Math.Pow(2, exponent);
    }
}
