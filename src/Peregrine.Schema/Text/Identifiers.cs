namespace Peregrine.Schema;

/// <summary>What a name may look like.</summary>
internal static class Identifiers
{
    /// <summary>True for letters, digits and underscores, not beginning with a digit.</summary>
    public static bool IsValid(string name)
    {
        if (name.Length == 0 || name[0] is >= '0' and <= '9')
            return false;
        return HasValidCharacters(name);
    }

    /// <summary>True when every character is a letter, a digit or an underscore.</summary>
    public static bool HasValidCharacters(string name)
    {
        foreach (var c in name)
        {
            if (!IsNameCharacter(c))
                return false;
        }

        return true;
    }

    public static bool IsNameCharacter(char c) =>
        c is (>= 'a' and <= 'z') or (>= 'A' and <= 'Z') or (>= '0' and <= '9') or '_';
}
