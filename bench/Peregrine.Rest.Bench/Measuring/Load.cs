using System.Diagnostics;

namespace Peregrine.Rest.Bench.Measuring;

/// <summary>Calls, so many at a time, for a while, and the time that each took.</summary>
internal sealed record Load(double CallsPerSecond, TimeSpan Median, TimeSpan P99, int Calls)
{
    public static async Task<Load> RunAsync(Func<int, Task> call, int concurrency, TimeSpan duration)
    {
        long start = Stopwatch.GetTimestamp();
        long end = start + (long)(duration.TotalSeconds * Stopwatch.Frequency);
        List<long>[] times = await Task.WhenAll(Enumerable.Range(0, concurrency).Select(worker => Task.Run(async () =>
        {
            var own = new List<long>(1 << 16);
            int number = worker;
            long now = Stopwatch.GetTimestamp();
            while (now < end)
            {
                await call(number++);
                long then = now;
                now = Stopwatch.GetTimestamp();
                own.Add(now - then);
            }
            return own;
        })));
        TimeSpan took = Stopwatch.GetElapsedTime(start);
        long[] all = [.. times.SelectMany(own => own).Order()];
        return new Load(all.Length / took.TotalSeconds, At(all, 0.5), At(all, 0.99), all.Length);
    }

    private static TimeSpan At(long[] sorted, double quantile) =>
        TimeSpan.FromSeconds(sorted[Math.Min(sorted.Length - 1, (int)(quantile * sorted.Length))] / (double)Stopwatch.Frequency);
}
