namespace Weather.Conversion;

/// <summary>A message says what the domain has no word for.</summary>
/// <param name="path">The path of the field, such as <c>temperature.unit</c>.</param>
/// <param name="reason">What is wrong with it.</param>
public sealed class InvalidMessageException(string path, string reason) : Exception($"{path}: {reason}")
{
    /// <summary>The path of the field.</summary>
    public string Path => path;

    /// <summary>What is wrong with it.</summary>
    public string Reason => reason;
}
