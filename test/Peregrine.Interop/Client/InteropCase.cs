using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>One named case of the official suite.</summary>
internal sealed record InteropCase(string Name, Func<InteropTarget, Task> Run)
{
    /// <summary>Every case that needs no cloud account, and nothing of its server but the service.</summary>
    public static IReadOnlyList<InteropCase> Plain { get; } =
        [.. UnaryCases.All, .. StreamingCases.All, .. CompressionCases.All, .. MetadataCases.All, .. StatusCases.All, .. CancellationCases.All, .. LoadCases.All, .. OrcaCases.All];

    /// <summary>Those too that want a caching proxy before the server, or a limit of streams.</summary>
    public static IReadOnlyList<InteropCase> All { get; } = [.. Plain, CacheCase.Case, ScalingCase.Case];

    /// <summary>The cases against a server that misbehaves.</summary>
    public static IReadOnlyList<InteropCase> Negative => NegativeCases.All;

    /// <summary>A case over one stub.</summary>
    public static InteropCase Of(string name, Func<TestService.TestServiceClient, Task> run) => new(name, target => run(target.Client));
}
