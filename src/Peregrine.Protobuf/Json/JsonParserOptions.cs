using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf;

/// <summary>What a <see cref="JsonParser"/> accepts.</summary>
public sealed class JsonParserOptions
{
    /// <summary>The default of <see cref="RecursionLimit"/>: what the other implementations of Protocol Buffers use, far from the depth of any stack.</summary>
    public const int DefaultRecursionLimit = 100;

    /// <summary>Whether unknown members and unknown names of enum values are passed over. Default: they are errors.</summary>
    public bool IgnoreUnknownFields { get; init; }

    /// <summary>How deeply objects and arrays may nest. Default: 100.</summary>
    public int RecursionLimit { get; init; } = DefaultRecursionLimit;

    /// <summary>Where the types of <c>Any</c> values and extensions (<c>"[pkg.name]"</c>) are found. Default: the well-known types only.</summary>
    public TypeRegistry TypeRegistry
    {
        // Asked for late: most messages hold no Any, and the well-known types need not be set up for them.
        get => field ?? TypeRegistry.WellKnown;
        init;
    }
}
