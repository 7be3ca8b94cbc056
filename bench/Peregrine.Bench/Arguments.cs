using System.Globalization;

namespace Peregrine.Bench;

/// <summary>The flags of a command: <c>--name value</c>, or <c>--name</c> alone for true. Asking for a flag declares it; <see cref="Done"/> refuses the rest.</summary>
internal sealed class Arguments
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private readonly HashSet<string> _asked = new(StringComparer.Ordinal);

    public Arguments(ReadOnlySpan<string> args)
    {
        for (int i = 0; i < args.Length; i++)
        {
            if (!args[i].StartsWith("--", StringComparison.Ordinal)) throw new FormatException($"unexpected \"{args[i]}\"");
            bool valueFollows = i + 1 < args.Length && !args[i + 1].StartsWith("--", StringComparison.Ordinal);
            _values[args[i][2..]] = valueFollows ? args[++i] : "true";
        }
    }

    /// <summary>The same with a flag that the command sets itself.</summary>
    public Arguments With(string name, string value)
    {
        _values[name] = value;
        return this;
    }

    public bool Has(string name) => Find(name) is not null;

    public string Text(string name, string missing) => Find(name) ?? missing;

    public int Number(string name, int missing) => Find(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : missing;

    public double Real(string name, double missing) => Find(name) is { } text ? double.Parse(text, CultureInfo.InvariantCulture) : missing;

    public T Choice<T>(string name, T missing)
        where T : struct, Enum
    {
        if (Find(name) is not { } text) return missing;
        return Enum.TryParse(text.Replace("-", "", StringComparison.Ordinal), ignoreCase: true, out T value)
            ? value
            : throw new FormatException($"--{name} is one of {string.Join(", ", Enum.GetNames<T>())}, not \"{text}\"");
    }

    /// <summary>Fails when a flag was given that the command did not ask for.</summary>
    public void Done()
    {
        foreach (string name in _values.Keys)
        {
            if (!_asked.Contains(name)) throw Unknown(name);
        }
    }

    // Not in Done, so that a server loads no LINQ.
    private FormatException Unknown(string name) => new($"unknown flag --{name}; known are: {string.Join(", ", _asked.Order().Select(static n => "--" + n))}");

    private string? Find(string name)
    {
        _asked.Add(name);
        return _values.GetValueOrDefault(name);
    }
}
