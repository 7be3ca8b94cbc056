using System.Globalization;

namespace Shop;

/// <summary>The switches of a program, <c>--name value</c>, each with a default. One that is not known, or has no value, ends the program with the list.</summary>
public sealed class Switches
{
    private readonly Dictionary<string, string> _values = [];

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">What the program was started with.</param>
    /// <param name="known">The switches: name without dashes, default, and what it means.</param>
    public Switches(string[] arguments, params (string Name, string Default, string Meaning)[] known)
    {
        foreach ((string name, string value, _) in known)
            _values[name] = value;
        for (int i = 0; i < arguments.Length; i += 2)
        {
            string name = arguments[i].TrimStart('-');
            if (!arguments[i].StartsWith("--", StringComparison.Ordinal) || !_values.ContainsKey(name) || i + 1 == arguments.Length)
                Explain(arguments[i], known);
            _values[name] = arguments[i + 1];
        }
    }

    /// <summary>The value of a switch.</summary>
    public string this[string name] => _values[name];

    /// <summary>The value of a switch that is a whole number.</summary>
    public int Number(string name) => int.TryParse(_values[name], CultureInfo.InvariantCulture, out int number)
        ? number
        : throw new FormatException($"--{name} is a number, not '{_values[name]}'");

    private static void Explain(string what, (string Name, string Default, string Meaning)[] known)
    {
        Console.Error.WriteLine($"What does {what} mean? This program knows, each with a value:");
        foreach ((string name, string value, string meaning) in known)
            Console.Error.WriteLine($"  --{name,-18} {meaning}{(value.Length == 0 ? "" : $" (default {value})")}");
        Environment.Exit(2);
    }
}
