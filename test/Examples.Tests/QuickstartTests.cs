using System.Diagnostics;

namespace Examples.Tests;

public sealed class QuickstartTests
{
    [Fact]
    public async Task The_quickstart_makes_a_call_of_each_kind_fails_twice_as_it_should_and_ends_well()
    {
        (int exitCode, string output) = await RunAsync("quickstart");

        Assert.True(exitCode == 0, output);
        Assert.Collection(
            output.Split('\n').Where(line => line.StartsWith("  ", StringComparison.Ordinal)).Select(line => line.Trim()),
            line => Assert.Equal("The C Programming Language, by Kernighan and Ritchie, costs 59.99", line),
            line => Assert.Equal("978-0131103627  The C Programming Language", line),
            line => Assert.Equal("978-0201633467  TCP/IP Illustrated", line),
            line => Assert.Equal("978-0262510875  Structure and Interpretation of Computer Programs", line),
            line => Assert.Equal("the shop took 17 copies of 2 books", line),
            line => Assert.Equal("scanned Structure and Interpretation of Computer Programs: 65.00 so far", line),
            line => Assert.Equal("scanned TCP/IP Illustrated: 139.50 so far", line),
            line => Assert.Equal("NotFound: there is no book with the ISBN 978-0000000000", line),
            line => Assert.StartsWith("DeadlineExceeded: ", line, StringComparison.Ordinal));
    }

    // As `dotnet run --project examples/NAME` does once it is built.
    private static async Task<(int ExitCode, string Output)> RunAsync(string example)
    {
        string[] end = AppContext.BaseDirectory.TrimEnd(Path.DirectorySeparatorChar).Split(Path.DirectorySeparatorChar)[^3..];
        string program = Path.Combine(Root(), "examples", example, Path.Combine(end), example + ".dll");
        using Process process = Process.Start(new ProcessStartInfo("dotnet", [program]) { RedirectStandardOutput = true })!;
        using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        string output = await process.StandardOutput.ReadToEndAsync(limit.Token);
        await process.WaitForExitAsync(limit.Token);
        return (process.ExitCode, output);
    }

    private static string Root()
    {
        DirectoryInfo? directory = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(directory!.FullName, "Peregrine.slnx")))
            directory = directory.Parent;
        return directory.FullName;
    }
}
