using Peregrine.Protobuf.Bench;

namespace Peregrine.Bench.Cores;

/// <summary>What both measurements of cores have in common.</summary>
internal static class CoreMeasure
{
    /// <summary>Which of the kinds of requests that there are to measure: the one that is named, or all.</summary>
    public static RequestKind[] Requests(Arguments args, RequestKind[] kinds)
    {
        string name = args.Text("requests", "all");
        if (name == "all") return kinds;
        if (Enum.TryParse(name, ignoreCase: true, out RequestKind kind) && kinds.Contains(kind)) return [kind];
        throw new FormatException($"--requests is all or one of {string.Join(", ", kinds).ToLowerInvariant()}, not \"{name}\"");
    }

    /// <summary>What a table of results calls them.</summary>
    public static string Name(RequestKind kind) => kind switch
    {
        RequestKind.Plain => "plain",
        RequestKind.Realistic => "deadline and metadata",
        _ => "the same, indexed",
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
