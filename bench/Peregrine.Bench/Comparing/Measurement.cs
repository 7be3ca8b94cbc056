namespace Peregrine.Bench.Comparing;

/// <summary>One round of one contender.</summary>
/// <param name="Rate">Operations a second.</param>
/// <param name="ServerMicroseconds">The server's processor time per operation.</param>
/// <param name="ClientMicroseconds">The client's.</param>
/// <param name="P50">Median latency in microseconds.</param>
/// <param name="P99">Its 99th percentile.</param>
/// <param name="PeakMegabytes">The server's peak resident memory.</param>
internal readonly record struct Measurement(double Rate, double ServerMicroseconds, double ClientMicroseconds, double P50, double P99, double PeakMegabytes)
{
    /// <summary>The processor time of both ends per operation.</summary>
    public double BothMicroseconds => ServerMicroseconds + ClientMicroseconds;

    /// <summary>The medians of several rounds, each figure by itself.</summary>
    public static Measurement Median(IReadOnlyList<Measurement> rounds) => new(
        Middle(rounds.Select(static r => r.Rate)),
        Middle(rounds.Select(static r => r.ServerMicroseconds)),
        Middle(rounds.Select(static r => r.ClientMicroseconds)),
        Middle(rounds.Select(static r => r.P50)),
        Middle(rounds.Select(static r => r.P99)),
        Middle(rounds.Select(static r => r.PeakMegabytes)));

    private static double Middle(IEnumerable<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
