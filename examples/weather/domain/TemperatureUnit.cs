namespace Weather.Domain;

/// <summary>What a temperature is measured in.</summary>
public enum TemperatureUnit
{
    /// <summary>Nobody said.</summary>
    Unspecified,

    /// <summary>°C.</summary>
    Celsius,

    /// <summary>°F.</summary>
    Fahrenheit,

    /// <summary>K.</summary>
    Kelvin,
}
