namespace Weather.Domain;

/// <summary>A temperature with its unit.</summary>
public sealed record Temperature(double Value, TemperatureUnit Unit);
