namespace Weather.Domain;

/// <summary>The weather of one place at one moment.</summary>
public sealed record CurrentWeather(string Description, Temperature Temperature);
