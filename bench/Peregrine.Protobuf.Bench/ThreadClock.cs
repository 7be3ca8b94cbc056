using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Peregrine.Protobuf.Bench;

/// <summary>The time that this thread has computed, so that other programs on the machine do not count. Elsewhere than on Linux, the time of day.</summary>
internal static class ThreadClock
{
    private const int ThreadCpuTime = 3; // CLOCK_THREAD_CPUTIME_ID

    public static double Nanoseconds
    {
        get
        {
            if (!OperatingSystem.IsLinux() || clock_gettime(ThreadCpuTime, out TimeSpec time) != 0)
                return Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency);
            return (time.Seconds * 1e9) + time.Nanoseconds;
        }
    }

    [DllImport("libc")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int clock_gettime(int clock, out TimeSpec time);

    private struct TimeSpec
    {
        public long Seconds;
        public long Nanoseconds;
    }
}
