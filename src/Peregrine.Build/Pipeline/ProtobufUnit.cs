using System;
using System.Collections.Immutable;
using System.Linq;
using Peregrine.Build.Inputs;

namespace Peregrine.Build.Pipeline;

/// <summary>
/// One file to generate C# for, with everything it imports, directly or not. Equal to another while all of these are equal: editing a file
/// makes the units of the file itself and of its dependants differ, and no others.
/// </summary>
internal sealed class ProtobufUnit(ProtobufSource source, ImmutableArray<ProtobufSource> imports, ProtobufSource? twin) : IEquatable<ProtobufUnit>
{
    /// <summary>The file.</summary>
    public ProtobufSource Source { get; } = source;

    /// <summary>What the file imports, directly or not, in order of first appearance; without the file itself and without what is not there.</summary>
    public ImmutableArray<ProtobufSource> Imports { get; } = imports;

    /// <summary>Another file of the project with the same import path that came first, if any: then there is nothing to generate.</summary>
    public ProtobufSource? Twin { get; } = twin;

    /// <inheritdoc />
    public bool Equals(ProtobufUnit? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Source.Equals(other.Source) && Imports.SequenceEqual(other.Imports) && Equals(Twin?.Item, other.Twin?.Item));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ProtobufUnit);

    /// <inheritdoc />
    public override int GetHashCode() => Source.GetHashCode();
}
