namespace Peregrine.Server;

/// <summary>What a caller sent, as it is told back in the text of a status: a few bytes of a header block can stand for thousands of characters, each of which would be answered with three.</summary>
internal static class EchoedText
{
    private const int MostCharacters = 256;

    /// <summary>The text, or its beginning.</summary>
    public static string Of(string text) => text.Length <= MostCharacters ? text : $"{text.AsSpan(0, MostCharacters)}…";
}
