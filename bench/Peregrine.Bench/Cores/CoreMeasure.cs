using Peregrine.Protobuf.Bench;

namespace Peregrine.Bench.Cores;

/// <summary>What both measurements of cores have in common.</summary>
internal static class CoreMeasure
{
    /// <summary>Which kinds of requests to measure: without (false) and with (true) a deadline and metadata of their own.</summary>
    public static bool[] Requests(Arguments args) => args.Text("requests", "both") switch
    {
        "plain" => [false],
        "realistic" => [true],
        "both" => [false, true],
        string other => throw new FormatException($"--requests is plain, realistic (deadline and metadata) or both, not \"{other}\""),
    };

    /// <summary>What of each reading of the thread's clock falls into the time that is measured.</summary>
    public static double ClockNanoseconds()
    {
        double least = double.MaxValue;
        for (int i = 0; i < 10_000; i++)
        {
            double began = ThreadClock.Nanoseconds;
            least = Math.Min(least, ThreadClock.Nanoseconds - began);
        }

        return least;
    }
}
