namespace Weather.Domain;

/// <summary>There is no weather to tell for a place.</summary>
public sealed class InvalidPlaceException(string place, string reason) : Exception(reason)
{
    /// <summary>The place that was asked for.</summary>
    public string Place => place;
}
