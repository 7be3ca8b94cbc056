using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Peregrine.Build.Tests.Driver;

/// <summary>What MSBuild would hand the compiler as properties and metadata.</summary>
internal sealed class OptionsProvider(Dictionary<string, string> properties, Dictionary<string, Dictionary<string, string>> metadata)
    : AnalyzerConfigOptionsProvider
{
    public override AnalyzerConfigOptions GlobalOptions { get; } = new Options(properties);

    public override AnalyzerConfigOptions GetOptions(SyntaxTree tree) => new Options([]);

    public override AnalyzerConfigOptions GetOptions(AdditionalText textFile) => new Options(metadata.GetValueOrDefault(textFile.Path, []));

    private sealed class Options(Dictionary<string, string> values) : AnalyzerConfigOptions
    {
        // Roslyn reads the value only after true.
        public override bool TryGetValue(string key, out string value)
        {
            bool found = values.TryGetValue(key, out string? known);
            value = known!;
            return found;
        }
    }
}
