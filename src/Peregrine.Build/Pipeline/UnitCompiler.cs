using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using System.Threading;
using Peregrine.Build.Inputs;
using Peregrine.Compiler;
using Peregrine.Compiler.CSharp;
using Peregrine.Schema;

namespace Peregrine.Build.Pipeline;

/// <summary>Turns one unit into C#. Stateless: the same unit always gives the same file.</summary>
internal static class UnitCompiler
{
    /// <summary>Two files of a project have the same import path.</summary>
    public const string SameImportPath = "PG9001";

    /// <summary>An item's metadata has a value that it cannot have.</summary>
    public const string BadMetadata = "PG9002";

    private const string ImportFailed = "PG0206";

    public static GeneratedFile Compile(ProtobufUnit unit, CancellationToken cancellationToken)
    {
        ProtobufItem item = unit.Source.Item;
        string hintName = GeneratedFile.HintNameFor(item.ImportPath);
        if (item.Problem is not null)
            return new GeneratedFile(hintName, null, [PlacedDiagnostic.AtStart(BadMetadata, item.Problem, item.Path)]);
        if (unit.Twin is not null)
        {
            string message = $"this file and {unit.Twin.Item.Path} are both imported as \"{item.ImportPath}\": give one of them another ProtoRoot";
            return new GeneratedFile(hintName, null, [PlacedDiagnostic.AtStart(SameImportPath, message, item.Path)]);
        }

        cancellationToken.ThrowIfCancellationRequested();
        var linker = new UnitLinker(unit);
        (FileDescriptor? file, IReadOnlyList<Diagnostic> diagnostics) = linker.Link();
        if (file is null)
            return new GeneratedFile(hintName, null, Place(diagnostics, unit, linker));
        var options = new CSharpOptions { Access = item.Access, Services = item.Services, Style = item.Style };
        IEnumerable<Diagnostic> findings = diagnostics.Concat(CSharpGenerator.ReportNames(file, options, unit.Source.Parsed.Source));
        return new GeneratedFile(hintName, CSharpGenerator.Generate(file, options), Place(findings, unit, linker));
    }

    // An imported file of the project reports its own errors in its own unit; one that is only imported has no unit, so they are reported here.
    // That an import has errors is said by the import itself.
    private static ImmutableArray<PlacedDiagnostic> Place(IEnumerable<Diagnostic> diagnostics, ProtobufUnit unit, UnitLinker linker)
    {
        var placed = ImmutableArray.CreateBuilder<PlacedDiagnostic>();
        foreach (Diagnostic diagnostic in diagnostics)
        {
            ProtobufSource? source = linker.Find(diagnostic.File);
            if (source is not null && diagnostic.Id != ImportFailed && (source.Item.Role == ProtobufRole.Import || source.Equals(unit.Source)))
                placed.Add(PlacedDiagnostic.Create(diagnostic, source.Item.Path, source.Text));
        }
        return placed.ToImmutable();
    }
}
