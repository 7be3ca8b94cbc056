using System;
using System.Collections.Immutable;
using System.Text;
using System.Threading;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Peregrine.Compiler;
using RoslynText = Microsoft.CodeAnalysis.Text.SourceText;

namespace Peregrine.Build.Inputs;

/// <summary>
/// A <c>.proto</c> file with its item and its text. Equal to another while both are equal, which is what makes the generator skip what did not
/// change. Remembers its parsed and its linked form, so that a change costs no more than the files that it touches.
/// </summary>
internal sealed class ProtobufSource : IEquatable<ProtobufSource>
{
    private readonly Lazy<ImmutableArray<string>> _imports;
    private readonly Lazy<ParsedFile> _parsed;
    private volatile LinkedFile? _linked;

    private ProtobufSource(ProtobufItem item, RoslynText text)
    {
        Item = item;
        Text = text;
        _imports = new Lazy<ImmutableArray<string>>(() => ImportScanner.Scan(text));
        _parsed = new Lazy<ParsedFile>(() => ProtoCompiler.Parse(item.ImportPath, new Compiler.SourceText(item.Path, Encoding.UTF8.GetBytes(text.ToString()))));
    }

    /// <summary>Where the file is and what is wanted of it.</summary>
    public ProtobufItem Item { get; }

    /// <summary>The text.</summary>
    public RoslynText Text { get; }

    /// <summary>The import paths that the text names.</summary>
    public ImmutableArray<string> Imports => _imports.Value;

    /// <summary>The syntax.</summary>
    public ParsedFile Parsed => _parsed.Value;

    /// <summary>The descriptor that came of the last linking without errors; null before. Whether it is still right depends on the imports.</summary>
    public LinkedFile? Linked
    {
        get => _linked;
        set => _linked = value;
    }

    /// <summary>Reads an additional file; null when it is no <c>.proto</c> of ours or cannot be read.</summary>
    public static ProtobufSource? TryCreate(AdditionalText file, AnalyzerConfigOptionsProvider options, CancellationToken cancellationToken)
    {
        ProtobufItem? item = ProtobufItem.TryRead(file.Path, options.GetOptions(file), options.GlobalOptions);
        RoslynText? text = item is null ? null : file.GetText(cancellationToken);
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
