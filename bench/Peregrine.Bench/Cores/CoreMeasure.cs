using System.Globalization;
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

    /// <summary>The heading of a table of results; <paramref name="shape"/> names its first column.</summary>
    public static void PrintHeading(string shape) => Console.WriteLine($"{shape,-10} {"requests",-24} {"least ns",9} {"median ns",10} {"bytes",7}");

    /// <summary>A row of it.</summary>
    /// <param name="shape">How many calls at a time.</param>
    /// <param name="kind">What they say.</param>
    /// <param name="times">What a call took in each slice, in nanoseconds. Sorted here.</param>
    /// <param name="bytes">What a call allocates.</param>
    public static void Print(string shape, RequestKind kind, double[] times, double bytes)
    {
        Array.Sort(times);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{shape,-10} {Name(kind),-24} {times[0],9:F0} {times[times.Length / 2],10:F0} {bytes,7:F0}"));
    }

    private static string Name(RequestKind kind) => kind switch
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
