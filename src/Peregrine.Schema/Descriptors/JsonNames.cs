using System.Text;

namespace Peregrine.Schema;

/// <summary>The JSON names that fields get when they do not declare one.</summary>
public static class JsonNames
{
    /// <summary>Drops underscores and raises the letter after each, as the reference implementation does.</summary>
    public static string Derive(string fieldName)
    {
        if (fieldName is null)
            throw new System.ArgumentNullException(nameof(fieldName));
        if (fieldName.IndexOf('_') < 0)
            return fieldName;
        var name = new StringBuilder(fieldName.Length);
        var raise = false;
        foreach (var c in fieldName)
        {
            if (c == '_')
            {
                raise = true;
                continue;
            }

            name.Append(raise && c is >= 'a' and <= 'z' ? (char)(c - 32) : c);
            raise = false;
        }

        return name.ToString();
    }
}
