namespace Peregrine.Compiler;

/// <summary>How to compile.</summary>
public sealed class CompileOptions
{
    /// <summary>Accepts editions later than those the compiler knows whole. Default: false, they are errors.</summary>
    public bool AllowUnknownEditions { get; init; }

    /// <summary>
    /// Records locations and comments, which <see cref="Schema.Descriptor.Comments"/> and <c>--include_source_info</c> need. Default: true.
    /// </summary>
    public bool IncludeSourceInfo { get; init; } = true;

    /// <summary>
    /// Keeps each file encoded once it is linked, and decodes it again when somebody looks into it: the least memory for whoever only writes a
    /// descriptor set. The result, its files and its pool are then for one thread at a time. Default: false.
    /// </summary>
    public bool ReleaseLinkedFiles { get; init; }

    /// <summary>Gives up after this many errors, so that a hopeless input does not flood its reader. Default: 1,000.</summary>
    public int MaxErrors { get; init; } = 1000;
}
