using System.Runtime.CompilerServices;

namespace Weather.Domain;

/// <summary>What this service is about, in the terms of its own trade. Its methods may be called from any thread.</summary>
/// <param name="store">Where measurements go.</param>
/// <param name="time">The clock.</param>
/// <param name="alertInterval">The time between two alerts.</param>
/// <param name="alertsAtOnce">How many alerts are there already when somebody subscribes.</param>
public sealed class WeatherStation(ISensorStore store, TimeProvider time, TimeSpan alertInterval, int alertsAtOnce = 0)
{
    /// <summary>How many alerts a subscriber gets.</summary>
    public const int AlertCount = 5;

    private readonly Dictionary<string, string> _descriptions = new() { ["Philadelphia"] = "It's always sunny!" };

    /// <summary>The weather of a place.</summary>
    /// <exception cref="InvalidPlaceException">There is none to tell.</exception>
    /// <exception cref="SensorOfflineException">The place's sensor does not answer.</exception>
    public CurrentWeather GetCurrentWeather(string location) => new(
        location switch
        {
            "Ravenholm" => throw new InvalidPlaceException(location, "We don't go to Ravenholm."),
            "Black Mesa" => throw new SensorOfflineException("anomalous-materials", "Sensor is offline. A resonance cascade is imminent."),
            _ => _descriptions.GetValueOrDefault(location, "It's cloudy :("),
        },
        new Temperature(25.0, TemperatureUnit.Celsius));

    /// <summary>Alerts for a region, one each interval, until there are no more or the token is cancelled. The region does not matter yet.</summary>
    public async IAsyncEnumerable<string> AlertsAsync(string region, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (int i = 0; i < AlertCount; i++)
        {
            if (i >= alertsAtOnce)
                await Task.Delay(alertInterval, time, cancellationToken);
            yield return "Severe weather alert!";
        }
    }

    /// <summary>Takes a measurement.</summary>
    public Task RecordAsync(SensorReading reading, CancellationToken cancellationToken) => store.StoreAsync(reading, cancellationToken);

    /// <summary>Takes a photo.</summary>
    public Task<long> RecordPhotoAsync(PhotoMetadata metadata, IAsyncEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken) =>
        store.StorePhotoAsync(metadata, bytes, cancellationToken);
}
