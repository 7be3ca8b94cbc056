using System.Diagnostics;
using System.Globalization;

namespace Peregrine.Protobuf.Bench;

/// <summary>The program that cpp/build.sh made, run on the same bytes right after us.</summary>
internal static class CppSide
{
    /// <summary>Nanoseconds by shape: serialize, parse on the heap, parse on an arena, parse into a used message.</summary>
    public static IReadOnlyDictionary<string, double[]> Run(string folder, IEnumerable<Shape> shapes)
    {
        foreach (string stale in Directory.GetFiles(folder, "*.bin"))
            File.Delete(stale);
        foreach (Shape shape in shapes)
            shape.WriteData(folder);
        using Process process = Process.Start(new ProcessStartInfo(Path.Combine(folder, "bench"), [folder]) { RedirectStandardOutput = true })!;
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"the C++ side failed with {process.ExitCode}");
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(static line => line.Split('\t'))
            .ToDictionary(static parts => parts[0], static parts => parts[1..].Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray());
    }
}
