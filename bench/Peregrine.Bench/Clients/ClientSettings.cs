using Peregrine.Http2;

namespace Peregrine.Bench.Clients;

/// <summary>The flags of <c>client</c>.</summary>
internal sealed record ClientSettings
{
    public required ClientKind Kind { get; init; }

    public required string Target { get; init; }

    public required int Connections { get; init; }

    public required int Concurrency { get; init; }

    public required TimeSpan Duration { get; init; }

    public required TimeSpan Warmup { get; init; }

    public required int Payload { get; init; }

    public required int ResponseSize { get; init; }

    public required BenchMode Mode { get; init; }

    public required int Count { get; init; }

    public required bool Tls { get; init; }

    public required TransportEngine Engine { get; init; }

    /// <summary>Whether each call has a deadline and metadata of its own.</summary>
    public required bool Realistic { get; init; }

    /// <summary>Whether an interceptor sees each call.</summary>
    public required bool Intercepted { get; init; }

    /// <summary>The part of the calls that is traced while metrics and traces are listened to; below 0 when nobody listens.</summary>
    public required double Telemetry { get; init; }

    /// <summary>Whether allocations are counted by type.</summary>
    public required bool Allocations { get; init; }

    /// <summary>Keeps connections open beside the load, idle.</summary>
    public required int Idle { get; init; }

    public static ClientSettings From(Arguments args)
    {
        int payload = args.Number("payload", 16);
        var settings = new ClientSettings
        {
            Kind = args.Choice("transport", ClientKind.Peregrine),
            Target = args.Text("target", "127.0.0.1:5000"),
            Connections = args.Number("connections", 1),
            Concurrency = args.Number("concurrency", 1),
            Duration = TimeSpan.FromSeconds(args.Real("duration", 5)),
            Warmup = TimeSpan.FromSeconds(args.Real("warmup", 1)),
            Payload = payload,
            ResponseSize = args.Number("response-size", payload),
            Mode = args.Choice("mode", BenchMode.Unary),
            Count = args.Number("count", 1000),
            Tls = args.Has("tls"),
            Engine = args.Choice("engine", TransportEngine.Auto),
            Realistic = args.Has("deadline-and-metadata"),
            Intercepted = args.Has("interceptor"),
            Telemetry = args.Real("telemetry", -1),
            Allocations = args.Has("allocations"),
            Idle = args.Number("idle", 0),
        };
        args.Done();
        return settings;
    }
}
