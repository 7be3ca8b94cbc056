using System.Globalization;
using System.Text.Json;

namespace Peregrine.Bench.Measuring;

/// <summary>What one run of the load generator measured, as its RESULT line has it (spec/programs.md).</summary>
internal sealed record BenchResult(
    string Client,
    string Mode,
    int Connections,
    int Concurrency,
    int Payload,
    int ResponseSize,
    double DurationSeconds,
    long Operations,
    double P50,
    double P90,
    double P99,
    double P999,
    double Max,
    double CpuSeconds,
    long Errors)
{
    private const string Mark = "RESULT ";

    public double Rate => Operations / DurationSeconds;

    public static bool TryRead(string line, out BenchResult? result)
    {
        result = null;
        if (!line.StartsWith(Mark, StringComparison.Ordinal)) return false;
        using JsonDocument json = JsonDocument.Parse(line[Mark.Length..]);
        JsonElement r = json.RootElement;
        result = new BenchResult(
            r.GetProperty("client").GetString()!,
            r.GetProperty("mode").GetString()!,
            r.GetProperty("connections").GetInt32(),
            r.GetProperty("concurrency").GetInt32(),
            r.GetProperty("payload").GetInt32(),
            r.GetProperty("response_size").GetInt32(),
            r.GetProperty("duration_s").GetDouble(),
            r.GetProperty("ops").GetInt64(),
            r.GetProperty("p50_us").GetDouble(),
            r.GetProperty("p90_us").GetDouble(),
            r.GetProperty("p99_us").GetDouble(),
            r.GetProperty("p999_us").GetDouble(),
            r.GetProperty("max_us").GetDouble(),
            r.GetProperty("cpu_s").GetDouble(),
            r.GetProperty("errors").GetInt64());
        return true;
    }

    public string Line() => string.Create(CultureInfo.InvariantCulture,
        $"{Mark}{{\"client\":\"{Client}\",\"mode\":\"{Mode}\",\"connections\":{Connections},\"concurrency\":{Concurrency},\"payload\":{Payload},\"response_size\":{ResponseSize},\"duration_s\":{DurationSeconds:F3},\"ops\":{Operations},\"rate\":{Rate:F1},\"p50_us\":{P50:F1},\"p90_us\":{P90:F1},\"p99_us\":{P99:F1},\"p999_us\":{P999:F1},\"max_us\":{Max:F1},\"cpu_s\":{CpuSeconds:F3},\"errors\":{Errors}}}");
}
