namespace Peregrine.Interop.CommandLine;

/// <summary>The flags of the interop programs: <c>--name value</c>, <c>--name=value</c>, and <c>--name</c> alone for true, as other implementations take them.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);

    /// <summary>Reads flags; throws <see cref="FormatException"/> for one that is not known.</summary>
    public Arguments(IReadOnlyList<string> args, params string[] known)
    {
        for (int i = 0; i < args.Count; i++)
        {
            string[] parts = args[i].TrimStart('-').Split('=', 2);
            string name = parts[0];
            if (!args[i].StartsWith('-') || !known.Contains(name))
                throw new FormatException($"unknown argument {args[i]}; known are: {string.Join(", ", known.Select(flag => "--" + flag))}");
            bool valueFollows = parts.Length == 1 && i + 1 < args.Count && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            _values[name] = parts.Length == 2 ? parts[1] : valueFollows ? args[++i] : "true";
        }
    }

    public string Text(string name, string missing) => _values.GetValueOrDefault(name, missing);

    public int Number(string name, int missing) =>
        _values.TryGetValue(name, out string? value) ? int.Parse(value, System.Globalization.CultureInfo.InvariantCulture) : missing;

    public bool Flag(string name) => _values.TryGetValue(name, out string? value) && bool.Parse(value);
}
