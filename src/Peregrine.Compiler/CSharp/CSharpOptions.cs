namespace Peregrine.Compiler.CSharp;

/// <summary>What the C# generator is asked for, per <c>.proto</c> file.</summary>
public sealed class CSharpOptions
{
    /// <summary>The accessibility of the generated types. Default: <see cref="CSharpAccess.Public"/>.</summary>
    public CSharpAccess Access { get; set; } = CSharpAccess.Public;

    /// <summary>Which halves of a service are generated. Default: <see cref="GrpcServices.Both"/>.</summary>
    public GrpcServices Services { get; set; } = GrpcServices.Both;

    /// <summary>The shapes of the generated messages. Default: <see cref="CSharpStyle.Peregrine"/>.</summary>
    public CSharpStyle Style { get; set; } = CSharpStyle.Peregrine;
}
