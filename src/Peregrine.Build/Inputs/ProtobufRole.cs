namespace Peregrine.Build.Inputs;

/// <summary>What a <c>.proto</c> file is to the project that is being compiled.</summary>
internal enum ProtobufRole
{
    /// <summary>C# is generated for it here.</summary>
    Compile,

    /// <summary>It may be imported; its C# lives in another assembly, or nowhere.</summary>
    Import,
}
