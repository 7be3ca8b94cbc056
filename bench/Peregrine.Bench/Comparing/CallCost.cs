using System.Globalization;

namespace Peregrine.Bench.Comparing;

/// <summary>
/// The command <c>cost</c>: what a unary call costs with everything on it (generated stub, an interceptor on each side, deadline, metadata, metrics and traces
/// listened to on both sides), compared with the same exchange over <c>Peregrine.Http2</c>, both sides together, in turns.
/// </summary>
internal static class CallCost
{
    private const double Bar = 2.5;
    private const string Bare = "peregrine-http2";

    public static async Task<int> RunAsync(Arguments args)
    {
        double[] ratios = [.. args.Text("traces", "0.01").Split(',').Select(static text => double.Parse(text, CultureInfo.InvariantCulture))];
        IEnumerable<string> all = ratios.Select(static ratio => string.Create(CultureInfo.InvariantCulture, $"peregrine/interceptor=true/telemetry={ratio}"));
        string pairs = string.Join(',', [$"{Bare}+{Bare}", "peregrine+peregrine", .. all.Select(static flags => $"{flags}+{flags}")]);
        IReadOnlyList<ComparedPair> compared = await Comparison.CompareAsync(ComparisonSettings.From(args.With("pairs", pairs).With("deadline-and-metadata", "true")));
        foreach (ComparedPair pair in compared.Skip(1))
        {
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{pair.Client}: {pair.Median.BothMicroseconds / compared[0].Median.BothMicroseconds:F2} times the processor time of bare HTTP/2, both sides (bar: {Bar})"));
        }

        return 0;
    }
}
