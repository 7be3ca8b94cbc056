namespace Weather.Domain;

/// <summary>What a sensor measured.</summary>
/// <param name="SensorId">Which sensor.</param>
/// <param name="Temperature">The temperature; null when the sensor has no thermometer.</param>
/// <param name="Humidity">The relative humidity in percent.</param>
/// <param name="Time">When it was measured; null when the sensor has no clock.</param>
public sealed record SensorReading(string SensorId, Temperature? Temperature, double Humidity, DateTimeOffset? Time);
