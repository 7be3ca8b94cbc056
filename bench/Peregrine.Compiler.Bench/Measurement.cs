using System.Diagnostics;
using System.Globalization;

namespace Peregrine.Compiler.Bench;

/// <summary>What one run of a program cost, as <c>/usr/bin/time</c> counts it.</summary>
internal sealed record Measurement(double Wall, double Processor, double PeakMegabytes)
{
    public static Measurement Of(string folder, string program, params IEnumerable<string> arguments)
    {
        var report = Path.GetTempFileName();
        var start = new ProcessStartInfo("/usr/bin/time") { WorkingDirectory = folder, RedirectStandardError = true };
        foreach (var argument in (string[])["-o", report, "-f", "%e %U %S %M", program, .. arguments])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {errors[..Math.Min(errors.Length, 2000)]}");
        var figures = File.ReadAllText(report).Split([' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(static text => double.Parse(text, CultureInfo.InvariantCulture)).ToArray();
        File.Delete(report);
        return new Measurement(figures[0], figures[1] + figures[2], figures[3] / 1024);
    }

    public static Measurement Median(IReadOnlyList<Measurement> runs) => new(
        Middle(runs.Select(static run => run.Wall)), Middle(runs.Select(static run => run.Processor)), Middle(runs.Select(static run => run.PeakMegabytes)));

    private static double Middle(IEnumerable<double> values) => values.Order().ElementAt(values.Count() / 2);

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Wall,7:0.00} s {Processor,7:0.00} s {PeakMegabytes,7:0} MB");
}
