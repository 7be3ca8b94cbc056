using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>The flags of <c>server</c>.</summary>
internal sealed record ServerSettings
{
    public required ServerKind Kind { get; init; }

    public required int Port { get; init; }

    public required int MaxStreams { get; init; }

    public required bool Tls { get; init; }

    public required TransportEngine Engine { get; init; }

    /// <summary>How handlers misbehave: so many in a thousand block so long.</summary>
    public required int BlockPermille { get; init; }

    public required int BlockMilliseconds { get; init; }

    /// <summary>Where handlers run: "adaptive", "inline", "dispatch", or "pool" for the thread pool (a yardstick).</summary>
    public required string Handlers { get; init; }

    /// <summary>Whether an interceptor sees each call.</summary>
    public required bool Intercepted { get; init; }

    /// <summary>0 or more while metrics and traces are listened to; what is traced, callers decide.</summary>
    public required double Telemetry { get; init; }

    /// <summary>Whether allocations are counted by type.</summary>
    public required bool Allocations { get; init; }

    public static ServerSettings From(Arguments args)
    {
        var settings = new ServerSettings
        {
            Kind = args.Choice("transport", ServerKind.Peregrine),
            Port = args.Number("port", 0),
            MaxStreams = args.Number("max-streams", 2048),
            Tls = args.Has("tls"),
            Engine = args.Choice("engine", TransportEngine.Auto),
            BlockPermille = args.Number("block-permille", 0),
            BlockMilliseconds = args.Number("block-ms", 10),
            Intercepted = args.Has("interceptor"),
            Telemetry = args.Real("telemetry", -1),
            Allocations = args.Has("allocations"),
            Handlers = args.Text("handlers", "adaptive"),
        };
        args.Done();
        return settings;
    }
}
