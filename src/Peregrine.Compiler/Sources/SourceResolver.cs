using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Compiler;

/// <summary>Finds the text behind an import path. Called from one thread at a time.</summary>
public abstract class SourceResolver
{
    /// <summary>Opens a file by its import path, for instance <c>google/protobuf/any.proto</c>; false when there is none.</summary>
    public abstract bool TryOpen(string importPath, [NotNullWhen(true)] out SourceText? source);
}
