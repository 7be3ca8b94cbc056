using System;
using System.Collections.Immutable;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace Peregrine.Build.Inputs;

/// <summary>
/// A <c>.proto</c> file with its item and its text. Immutable; equal to another while both are equal, which is what makes the generator skip
/// what did not change.
/// </summary>
internal sealed class ProtobufSource : IEquatable<ProtobufSource>
{
    private ProtobufSource(ProtobufItem item, SourceText text)
    {
        Item = item;
        Text = text;
        Imports = ImportScanner.Scan(text);
    }

    /// <summary>Where the file is and what is wanted of it.</summary>
    public ProtobufItem Item { get; }

    /// <summary>The text.</summary>
    public SourceText Text { get; }

    /// <summary>The import paths that the text names.</summary>
    public ImmutableArray<string> Imports { get; }

    /// <summary>Reads an additional file; null when it is no <c>.proto</c> of ours or cannot be read.</summary>
    public static ProtobufSource? TryCreate(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellationToken)
    {
        ProtobufItem? item = ProtobufItem.TryRead(file.Path, options.GetOptions(file), options.GlobalOptions);
        SourceText? text = item is null ? null : file.GetText(cancellationToken);
        return text is null ? null : new ProtobufSource(item!, text);
    }

    /// <inheritdoc />
    public bool Equals(ProtobufSource? other) =>
        ReferenceEquals(this, other) || (other is not null && Item.Equals(other.Item) && Text.ContentEquals(other.Text));

    /// <inheritdoc />
    public override bool Equals(object? obj) => Equals(obj as ProtobufSource);

    /// <inheritdoc />
    public override int GetHashCode() => Item.GetHashCode();
}
