using System.Text;

namespace Peregrine.Protobuf.Json;

/// <summary>Paths of a FieldMask between <c>snake_case</c> in the message and <c>lowerCamelCase</c> in JSON, where the two can be told apart.</summary>
internal static class FieldMaskText
{
    /// <summary>Fails for a path that would not come back the same: upper-case letters, or an underscore before anything but a lower-case letter.</summary>
    public static bool TryToCamel(string path, StringBuilder camel)
    {
        bool underscore = false;
        foreach (char c in path)
        {
            if (char.IsAsciiLetterUpper(c) || (underscore && !char.IsAsciiLetterLower(c)))
                return false;
            if (c != '_')
                camel.Append(underscore ? (char)(c - 'a' + 'A') : c);
            underscore = c == '_';
        }

        return !underscore;
    }

    public static bool TryToSnake(ReadOnlySpan<char> camel, out string path)
    {
        StringBuilder snake = new(camel.Length + 8);
        path = "";
        foreach (char c in camel)
        {
            if (c != '.' && !char.IsAsciiLetterOrDigit(c))
                return false;
            if (char.IsAsciiLetterUpper(c))
                snake.Append('_').Append((char)(c - 'A' + 'a'));
            else
                snake.Append(c);
        }

        path = snake.ToString();
        return path.Length > 0;
    }
}
