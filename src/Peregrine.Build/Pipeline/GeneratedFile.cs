using System.Collections.Immutable;
using System.Linq;
using System.Text;

namespace Peregrine.Build.Pipeline;

/// <summary>What came of one unit: C# (null when there were errors) and what there is to say.</summary>
internal sealed record GeneratedFile(string HintName, string? Text, ImmutableArray<PlacedDiagnostic> Diagnostics)
{
    /// <inheritdoc />
    public bool Equals(GeneratedFile? other) =>
        other is not null && HintName == other.HintName && Text == other.Text && Diagnostics.SequenceEqual(other.Diagnostics);

    /// <inheritdoc />
    public override int GetHashCode() => HintName.GetHashCode();

    /// <summary>The name under which the C# appears in an editor: the import path, with what Roslyn does not allow replaced.</summary>
    public static string HintNameFor(string importPath)
    {
        var name = new StringBuilder(importPath.Length + 5);
        foreach (char c in importPath)
            name.Append(char.IsLetterOrDigit(c) || c is '.' or '-' or '_' or '/' or '+' or '(' or ')' or '[' or ']' ? c : '_');
        return name.Append(".g.cs").ToString();
    }
}
