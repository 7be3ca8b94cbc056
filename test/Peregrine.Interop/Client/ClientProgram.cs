using System.Diagnostics;
using Peregrine.Interop.CommandLine;

namespace Peregrine.Interop.Client;

/// <summary><c>client --server_host H --server_port P --test_case NAME[,NAME…]|all …</c>: 0 when all passed, 1 when one did not, 2 for a wrong command line.</summary>
internal static class ClientProgram
{
    private static readonly TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(
            args, "server_host", "server_port", "test_case", "use_tls", "use_test_ca", "server_host_override", "soak_iterations", "iteration_interval");
        string host = arguments.Text("server_host", "localhost");
        int port = arguments.Number("server_port", 10000);
        string name = arguments.Text("server_host_override", "");
        LoadCases.SoakIterations = arguments.Number("soak_iterations", LoadCases.SoakIterations);
        if (arguments.Number("iteration_interval", 0) is > 0 and int seconds)
            LoadCases.IterationInterval = TimeSpan.FromSeconds(seconds);
        IReadOnlyList<InteropCase> cases = Choose(arguments.Text("test_case", "large_unary"));

        await using InteropTarget target = arguments.Flag("use_tls")
            ? InteropTarget.Tls(host, port, arguments.Flag("use_test_ca"), name.Length == 0 ? null : name)
            : InteropTarget.Plaintext(host, port);
        int failures = 0;
        foreach (InteropCase test in cases)
            failures += await Passes(test, target) ? 0 : 1;
        Console.WriteLine($"peak working set: {Process.GetCurrentProcess().PeakWorkingSet64} bytes");
        return failures == 0 ? 0 : 1;
    }

    private static IReadOnlyList<InteropCase> Choose(string names) => names == "all"
        ? InteropCase.Plain
        : [.. names.Split(',').Select(name => InteropCase.All.FirstOrDefault(test => test.Name == name)
            ?? throw new FormatException($"unknown test case {name}; known are: {string.Join(", ", InteropCase.All.Select(test => test.Name))}"))];

    // Whatever goes wrong in a case is that case's failure, told in full; the next one still runs.
    private static async Task<bool> Passes(InteropCase test, InteropTarget target)
    {
        try
        {
            await test.Run(target).WaitAsync(s_limit);
            Console.WriteLine($"{test.Name}: ok");
            return true;
        }
        catch (Exception failure)
        {
            Console.WriteLine($"{test.Name}: FAILED: {failure}");
            return false;
        }
    }
}
