namespace Peregrine.Compiler.Tests.Golden;

/// <summary>The four descriptor sets that are compared.</summary>
internal sealed record GoldenMode(string Name, bool SourceInfo, bool RetainOptions)
{
    public static readonly IReadOnlyList<GoldenMode> All =
    [
        new("plain", false, false),
        new("source", true, false),
        new("retained", false, true),
        new("both", true, true),
    ];

    public IEnumerable<string> ProtocArguments =>
        new[] { SourceInfo ? "--include_source_info" : "", RetainOptions ? "--retain_options" : "" }.Where(static argument => argument.Length > 0);
}
