using System.Globalization;

namespace Peregrine.Bench.Comparing;

/// <summary>The flags of <c>compare</c>.</summary>
internal sealed record ComparisonSettings
{
    /// <summary>SERVER+CLIENT. A server may carry an engine and flags: <c>peregrine:epoll/handlers=pool</c>.</summary>
    public required IReadOnlyList<(string Server, string Client)> Pairs { get; init; }

    /// <summary>Connections times calls in flight on each.</summary>
    public required IReadOnlyList<(int Connections, int Concurrency)> Shapes { get; init; }

    public required int Rounds { get; init; }

    public required int WarmRounds { get; init; }

    public required int WarmSeconds { get; init; }

    public required int Payload { get; init; }

    public required int ResponseSize { get; init; }

    public required int Requests { get; init; }

    public required string Mode { get; init; }

    public required int Count { get; init; }

    public required double Duration { get; init; }

    public required double Warmup { get; init; }

    public required int Idle { get; init; }

    public required bool Realistic { get; init; }

    /// <summary>Whether the client is put on another processor than its server.</summary>
    public required bool IsApart { get; init; }

    /// <summary>When that happens: half-way through the warm-up, when the client runs and the JIT has compiled much of it.</summary>
    public TimeSpan? ApartAfter => IsApart ? TimeSpan.FromSeconds(Warmup / 2) : null;

    public static ComparisonSettings From(Arguments args)
    {
        int payload = args.Number("payload", 16);
        string oneShape = $"{args.Number("connections", 1)}x{args.Number("concurrency", 100)}";
        var settings = new ComparisonSettings
        {
            Pairs = [.. args.Text("pairs", "peregrine+peregrine,kestrel-raw+httpclient-raw").Split(',').Select(ReadPair)],
            Shapes = [.. args.Text("shapes", oneShape).Split(',').Select(ReadShape)],
            Rounds = args.Number("rounds", 3),
            WarmRounds = args.Number("warm-rounds", 1),
            WarmSeconds = args.Number("warm-seconds", 8),
            Payload = payload,
            ResponseSize = args.Number("response-size", payload),
            Requests = args.Number("requests", 100_000),
            Mode = args.Text("mode", "unary"),
            Count = args.Number("count", 1000),
            Duration = args.Real("duration", 3),
            Warmup = args.Real("warmup", 1),
            Idle = args.Number("idle", 0),
            Realistic = args.Has("deadline-and-metadata"),
            IsApart = args.Has("apart"),
        };
        args.Done();
        return settings;
    }

    /// <summary>The flags of this program's client for one shape.</summary>
    public IReadOnlyList<string> ClientFlags(int connections, int concurrency)
    {
        List<string> flags = [.. string.Create(
            CultureInfo.InvariantCulture,
            $"--connections {connections} --concurrency {concurrency} --payload {Payload} --response-size {ResponseSize} --mode {Mode} --count {Count} --duration {Duration} --warmup {Warmup} --idle {Idle}").Split(' ')];
        if (Realistic) flags.Add("--deadline-and-metadata");
        return flags;
    }

    private static (string Server, string Client) ReadPair(string text) =>
        text.Split('+') is [string server, string client] ? (server, client) : throw new FormatException($"\"{text}\" is no SERVER+CLIENT");

    private static (int Connections, int Concurrency) ReadShape(string text) =>
        text.Split('x') is [string connections, string concurrency]
            ? (int.Parse(connections, CultureInfo.InvariantCulture), int.Parse(concurrency, CultureInfo.InvariantCulture))
            : throw new FormatException($"\"{text}\" is no shape such as 10x10");
}
