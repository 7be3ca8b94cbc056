using System.Collections.Immutable;
using Peregrine.Compiler;
using Peregrine.Schema;

namespace Peregrine.Build.Inputs;

/// <summary>
/// What became of a source when it was linked without errors, and with what: right for as long as the source's imports are still these, and
/// theirs are too. Immutable.
/// </summary>
internal sealed class LinkedFile(FileDescriptor file, ImmutableArray<ProtobufSource?> imports, ImmutableArray<Diagnostic> warnings)
{
    /// <summary>The linked descriptor.</summary>
    public FileDescriptor File { get; } = file;

    /// <summary>The sources of the file's imports, in their order; null for one that comes with the compiler.</summary>
    public ImmutableArray<ProtobufSource?> Imports { get; } = imports;

    /// <summary>What there was to say about the file.</summary>
    public ImmutableArray<Diagnostic> Warnings { get; } = warnings;
}
