using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Peregrine.Build.Tests.Driver;

/// <summary>A project in memory with <c>.proto</c> files, on which the generator is run again and again as an editor would.</summary>
internal sealed class ProtoProject
{
    private readonly Dictionary<string, string> _properties = new() { ["build_property.ProjectDir"] = "/p/" };
    private readonly Dictionary<string, Dictionary<string, string>> _metadata = [];
    private readonly Dictionary<string, ProtoText> _files = [];
    private readonly CSharpCompilation _compilation = CSharpCompilation.Create("project");
    private GeneratorDriver? _driver;

    /// <summary>Sets a property that the compiler sees.</summary>
    public ProtoProject WithProperty(string property, string value)
    {
        _properties["build_property." + property] = value;
        return this;
    }

    /// <summary>Adds or replaces a file below <c>/p</c>; metadata as <c>Name=value</c>.</summary>
    public ProtoProject With(string path, string text, params string[] metadata)
    {
        string full = path.StartsWith('/') ? path : "/p/" + path;
        var values = new Dictionary<string, string> { ["build_metadata.AdditionalFiles.ProtobufRole"] = "Compile" };
        foreach (string pair in metadata)
            values["build_metadata.AdditionalFiles." + pair.Split('=')[0]] = pair.Split('=')[1];
        var file = new ProtoText(full, text);
        if (_driver is not null)
            _driver = _files.TryGetValue(full, out ProtoText? old) ? _driver.ReplaceAdditionalText(old, file) : _driver.AddAdditionalTexts([file]);
        _files[full] = file;
        _metadata[full] = values;
        return this;
    }

    /// <summary>Runs the generator over the files as they are now.</summary>
    public GeneratorRunResult Run()
    {
        var options = new OptionsProvider(_properties, _metadata);
        _driver = _driver is null
            ? CSharpGeneratorDriver.Create(
                [new ProtobufGenerator().AsSourceGenerator()],
                _files.Values.ToImmutableArray<AdditionalText>(),
                optionsProvider: options,
                driverOptions: new GeneratorDriverOptions(IncrementalGeneratorOutputKind.None, trackIncrementalGeneratorSteps: true))
            : _driver.WithUpdatedAnalyzerConfigOptions(options);
        _driver = _driver.RunGenerators(_compilation);
        return _driver.GetRunResult().Results.Single();
    }

    /// <summary>How many files the last run compiled anew.</summary>
    public static int Compiled(GeneratorRunResult result) =>
        result.TrackedSteps.TryGetValue(ProtobufGenerator.CompileStep, out ImmutableArray<IncrementalGeneratorRunStep> steps)
            ? steps.SelectMany(step => step.Outputs).Count(output => output.Reason is not IncrementalStepRunReason.Cached)
            : 0;
}
