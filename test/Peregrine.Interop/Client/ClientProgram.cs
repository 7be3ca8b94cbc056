using System.Diagnostics;
using Peregrine.Interop.CommandLine;

namespace Peregrine.Interop.Client;

/// <summary><c>client --server_host H --server_port P --test_case NAME[,NAME…]|all …</c>: 0 when all passed, 1 when one did not, 2 for a wrong command line.</summary>
internal static class ClientProgram
{
    private static TimeSpan s_limit = TimeSpan.FromMinutes(2);

    public static async Task<int> RunAsync(string[] args)
    {
        var arguments = new Arguments(
            args, "server_host", "server_port", "test_case", "use_tls", "use_test_ca", "server_host_override", "soak_iterations", "iteration_interval", "soak_max_failures",
            "soak_per_iteration_max_acceptable_latency_ms", "soak_min_time_ms_between_rpcs", "soak_overall_timeout_seconds", "service_config_json", "additional_metadata");
        string host = arguments.Text("server_host", "localhost");
        int port = arguments.Number("server_port", 10000);
        string name = arguments.Text("server_host_override", "");
        LoadCases.SoakIterations = arguments.Number("soak_iterations", LoadCases.SoakIterations);
        LoadCases.MaxFailures = arguments.Number("soak_max_failures", 0);
        LoadCases.AcceptableLatency = TimeSpan.FromMilliseconds(arguments.Number("soak_per_iteration_max_acceptable_latency_ms", int.MaxValue));
        LoadCases.MinTimeBetween = TimeSpan.FromMilliseconds(arguments.Number("soak_min_time_ms_between_rpcs", 0));
        if (arguments.Number("soak_overall_timeout_seconds", 0) is > 0 and int whole)
            s_limit = TimeSpan.FromSeconds(whole);
        ServiceConfig? config = arguments.Text("service_config_json", "") is { Length: > 0 } json ? ServiceConfig.Parse(json) : null;
        Metadata? metadata = arguments.Text("additional_metadata", "") is { Length: > 0 } pairs ? ReadMetadata(pairs) : null;
        if (arguments.Number("iteration_interval", 0) is > 0 and int seconds)
            LoadCases.IterationInterval = TimeSpan.FromSeconds(seconds);
        IReadOnlyList<InteropCase> cases = Choose(arguments.Text("test_case", "large_unary"));

        await using InteropTarget target = arguments.Flag("use_tls")
            ? InteropTarget.Tls(host, port, arguments.Flag("use_test_ca"), name.Length == 0 ? null : name, config, metadata)
            : InteropTarget.Plaintext(host, port, config, metadata);
        int failures = 0;
        foreach (InteropCase test in cases)
            failures += await Passes(test, target) ? 0 : 1;
        Console.WriteLine($"peak working set: {Process.GetCurrentProcess().PeakWorkingSet64} bytes");
        return failures == 0 ? 0 : 1;
    }

    private static IReadOnlyList<InteropCase> Choose(string names) => names == "all" ? InteropCase.Plain : [.. names.Split(',').Select(Find)];

    private static InteropCase Find(string name)
    {
        IReadOnlyList<InteropCase> known = [.. InteropCase.All, .. InteropCase.Negative];
        return known.FirstOrDefault(test => test.Name == name)
            ?? throw new FormatException($"unknown test case {name}; known are: {string.Join(", ", known.Select(test => test.Name))}");
    }

    // "key:value;key:value", as the official clients take it.
    private static Metadata ReadMetadata(string pairs)
    {
        var metadata = new Metadata();
        foreach (string pair in pairs.Split(';', StringSplitOptions.RemoveEmptyEntries))
        {
            string[] parts = pair.Split(':', 2);
            metadata.Add(parts[0], parts.Length == 2 ? parts[1] : throw new FormatException($"\"{pair}\" of --additional_metadata is no key:value"));
        }
        return metadata;
    }

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
