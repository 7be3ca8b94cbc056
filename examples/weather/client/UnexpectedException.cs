namespace Weather.Client;

/// <summary>The server did something else than this tour says it does.</summary>
internal sealed class UnexpectedException(string message) : Exception(message)
{
    /// <summary>Goes on when both are equal.</summary>
    public static void ThrowUnlessEqual<T>(T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
            throw new UnexpectedException($"expected {expected}, got {actual}");
    }
}
