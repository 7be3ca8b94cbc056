using System.Globalization;
using System.Text;

namespace Peregrine.Compiler.CSharp;

/// <summary>Values as C# literals.</summary>
internal static class CSharpLiterals
{
    /// <summary>A string literal, printable ASCII as it is.</summary>
    public static string Text(string value)
    {
        var text = new StringBuilder("\"");
        foreach (char c in value)
            AppendCharacter(text, c);
        return text.Append('"').ToString();
    }

    public static string Float(float value) => float.IsNaN(value) ? "float.NaN"
        : float.IsPositiveInfinity(value) ? "float.PositiveInfinity"
        : float.IsNegativeInfinity(value) ? "float.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + "F";

    public static string Double(double value) => double.IsNaN(value) ? "double.NaN"
        : double.IsPositiveInfinity(value) ? "double.PositiveInfinity"
        : double.IsNegativeInfinity(value) ? "double.NegativeInfinity"
        : value.ToString("R", CultureInfo.InvariantCulture) + "D";

    /// <summary>Appends one character of a string literal.</summary>
    public static void AppendCharacter(StringBuilder text, char c)
    {
        switch (c)
        {
            case '"':
                text.Append("\\\"");
                break;
            case '\\':
                text.Append("\\\\");
                break;
            case '\n':
                text.Append("\\n");
                break;
            case >= ' ' and <= '~':
                text.Append(c);
                break;
            default:
                text.Append("\\u").Append(((int)c).ToString("x4", CultureInfo.InvariantCulture));
                break;
        }
    }
}
