using System.Diagnostics;

namespace Peregrine.Protobuf.Bench;

/// <summary>Measures two ways of doing the same, in turns, so that what disturbs one disturbs the other.</summary>
internal static class Contest
{
    public static Result Run(Action theirs, Action ours, int rounds, TimeSpan round)
    {
        // Long enough for the JIT's last tier on both.
        int theirCount = Calibrate(theirs, round);
        int ourCount = Calibrate(ours, round);
        var theirTimes = new double[rounds];
        var ourTimes = new double[rounds];
        for (int i = 0; i < rounds; i++)
        {
            theirTimes[i] = Time(theirs, theirCount);
            ourTimes[i] = Time(ours, ourCount);
        }

        double[] ratios = [.. theirTimes.Zip(ourTimes, static (theirs, ours) => theirs / ours).Order()];
        return new Result(Median(theirTimes), Median(ourTimes), ratios[rounds / 2], Allocated(ours), Allocated(theirs));
    }

    private static int Calibrate(Action action, TimeSpan round)
    {
        for (int i = 0; i < 4; i++)
        {
            long start = Stopwatch.GetTimestamp();
            while (Stopwatch.GetElapsedTime(start) < TimeSpan.FromMilliseconds(120))
                action();
        }

        double nanoseconds = Time(action, 200);
        return (int)Math.Max(20, round.TotalNanoseconds / nanoseconds);
    }

    private static double Time(Action action, int count)
    {
        double start = ThreadClock.Nanoseconds;
        for (int i = 0; i < count; i++)
            action();
        return (ThreadClock.Nanoseconds - start) / count;
    }

    private static double Allocated(Action action)
    {
        const int Count = 64;
        long before = GC.GetAllocatedBytesForCurrentThread();
        for (int i = 0; i < Count; i++)
            action();
        return (GC.GetAllocatedBytesForCurrentThread() - before) / (double)Count;
    }

    private static double Median(double[] values) => values.Order().ElementAt(values.Length / 2);

    /// <summary>Nanoseconds and bytes an operation; the ratio is the median of the rounds'.</summary>
    public readonly record struct Result(double Theirs, double Ours, double Ratio, double OurBytes, double TheirBytes);
}
