namespace Weather.Domain;

/// <summary>The sensor of a place does not answer.</summary>
public sealed class SensorOfflineException(string sensorId, string message) : Exception(message)
{
    /// <summary>Which sensor.</summary>
    public string SensorId => sensorId;
}
