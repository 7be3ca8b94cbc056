using System.Diagnostics;
using System.Globalization;

namespace Peregrine.Bench.Comparing;

/// <summary>Where the two ends of a measurement run. Nothing is placed unless it is asked for.</summary>
internal static class Placement
{
    /// <summary>
    /// Puts all threads of the one on the first processor and all of the other on the second, by Linux's <c>taskset</c>. Once they run: a process that starts on one
    /// processor takes the machine for one that has no other, and behaves so.
    /// </summary>
    public static async Task ApartAsync(Process server, Process client)
    {
        await PutAsync(server, processor: 0);
        await PutAsync(client, processor: 1);
    }

    private static async Task PutAsync(Process process, int processor)
    {
        using Process taskset = ServerProcess.Start("taskset", ["-acp", processor.ToString(CultureInfo.InvariantCulture), process.Id.ToString(CultureInfo.InvariantCulture)]);
        string said = await taskset.StandardOutput.ReadToEndAsync();
        await taskset.WaitForExitAsync();
        if (taskset.ExitCode != 0) throw new InvalidDataException($"taskset failed: {said}");
    }
}
