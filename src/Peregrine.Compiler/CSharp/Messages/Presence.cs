using System.Globalization;

namespace Peregrine.Compiler.CSharp;

/// <summary>One bit of a message that says whether a field is set.</summary>
internal readonly struct Presence
{
    private readonly string _word;
    private readonly string _mask;

    public Presence(int bit)
    {
        _word = bit < 32 ? "_presence" : "_presence" + (bit / 32).ToString(CultureInfo.InvariantCulture);
        _mask = "0x" + (1u << (bit % 32)).ToString("x", CultureInfo.InvariantCulture) + "u";
    }

    public string Test => $"({_word} & {_mask}) != 0";

    public string Set => $"{_word} |= {_mask};";

    public string Unset => $"{_word} &= ~{_mask};";

    public string TestOf(string message) => $"({message}.{_word} & {_mask}) != 0";

    /// <summary>The declarations for so many bits.</summary>
    public static string Word(int index) => index == 0 ? "_presence" : "_presence" + index.ToString(CultureInfo.InvariantCulture);
}
