using System.Diagnostics;
using System.Globalization;

namespace Peregrine.Bench.Comparing;

/// <summary>User and system time of a process, its peak memory, and the time one more child took that has ended.</summary>
internal static class ProcessorTime
{
    private const double TicksPerSecond = 100; // USER_HZ, the same on all Linux systems .NET runs on

    /// <summary>Seconds of processor time that a process has used so far.</summary>
    public static double Of(Process process)
    {
        if (!OperatingSystem.IsLinux())
        {
            process.Refresh();
            return process.TotalProcessorTime.TotalSeconds;
        }

        // Fields 14 and 15 of /proc/PID/stat, counted behind the name, which may hold blanks.
        string stat = File.ReadAllText($"/proc/{process.Id}/stat");
        string[] fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        return (Ticks(fields[11]) + Ticks(fields[12])) / TicksPerSecond;
    }

    /// <summary>The peak resident memory in MB.</summary>
    public static double PeakMegabytes(Process process)
    {
        if (!OperatingSystem.IsLinux()) return process.PeakWorkingSet64 / 1e6;
        string line = File.ReadLines($"/proc/{process.Id}/status").First(static l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line[6..].Replace("kB", "", StringComparison.Ordinal), CultureInfo.InvariantCulture) * 1024 / 1e6;
    }

    private static double Ticks(string field) => double.Parse(field, CultureInfo.InvariantCulture);
}
