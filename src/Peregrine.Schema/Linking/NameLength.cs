using System.Text;

namespace Peregrine.Schema;

/// <summary>How long names may be: the reference implementation keeps lengths in sixteen bits, those of all forms of a field's name together.</summary>
internal static class NameLength
{
    /// <summary>The longest full name.</summary>
    public const int Max = ushort.MaxValue;

    public static bool IsExceeded(Descriptor symbol) => LengthOf(symbol) > Max;

    private static int LengthOf(Descriptor symbol)
    {
        if (symbol is not FieldDescriptor field || field.FullName.Length + (field.Proto.JsonName?.Length ?? 0) < Max / 8)
            return symbol.FullName.Length;
        if (field.Proto.JsonName is null && IsLower(field.Name, allowUnderscore: false))
            return field.FullName.Length + (field.FullName.Length == field.Name.Length ? 1 : 0);
        var camelCase = JsonNames.Derive(field.Name).Length;
        if (field.Proto.JsonName is null && IsLower(field.Name, allowUnderscore: true))
            return field.FullName.Length + camelCase + 2;
        var json = field.Proto.JsonName is { } name ? Encoding.UTF8.GetByteCount(name) : camelCase;
        return field.FullName.Length + field.Name.Length + camelCase + json + 4;
    }

    private static bool IsLower(string name, bool allowUnderscore)
    {
        foreach (var c in name)
        {
            if (c is not ((>= 'a' and <= 'z') or (>= '0' and <= '9')) && !(allowUnderscore && c == '_'))
                return false;
        }

        return true;
    }
}
