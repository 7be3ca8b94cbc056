using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Text;
using Peregrine.Build.Inputs;
using Peregrine.Build.Pipeline;

namespace Peregrine.Build;

/// <summary>
/// Generates C# for the <c>&lt;Protobuf&gt;</c> items of a project, in the build and while one types. Incremental by file: an edit regenerates
/// the edited file and the files that import it, directly or not.
/// </summary>
[Generator(LanguageNames.CSharp)]
internal sealed class ProtobufGenerator : IIncrementalGenerator
{
    /// <summary>The name of the step that compiles units, for tests that count.</summary>
    public const string CompileStep = "PeregrineCompile";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        // 1. Additional files → sources, unequal only when an item or a text has changed.
        IncrementalValuesProvider<ProtobufSource> sources = context.AdditionalTextsProvider
            .Combine(context.AnalyzerConfigOptionsProvider)
            .Select(static (pair, cancellationToken) => ProtobufSource.TryCreate(pair.Left, pair.Right, cancellationToken))
            .Where(static source => source is not null)!;

        // 2. All sources → one unit a file to generate, unequal only when the file or something it imports has changed.
        IncrementalValuesProvider<ProtobufUnit> units = sources.Collect().SelectMany(ImportGraph.Units);

        // 3. Unit → C# and diagnostics.
        IncrementalValuesProvider<GeneratedFile> files = units.Select(UnitCompiler.Compile).WithTrackingName(CompileStep);
        context.RegisterSourceOutput(files, static (output, file) =>
        {
            foreach (PlacedDiagnostic diagnostic in file.Diagnostics)
                output.ReportDiagnostic(diagnostic.ToRoslyn());
            if (file.Text is not null)
                output.AddSource(file.HintName, SourceText.From(file.Text, Encoding.UTF8));
        });
    }
}
