namespace Weather.Domain;

/// <summary>What is known of a photo besides its bytes.</summary>
/// <param name="Location">Where it was taken.</param>
/// <param name="SensorId">By which camera.</param>
/// <param name="FileName">What its file was called.</param>
/// <param name="Time">When it was taken; null when the camera has no clock.</param>
public sealed record PhotoMetadata(string Location, string SensorId, string FileName, DateTimeOffset? Time);
