using System.Diagnostics.CodeAnalysis;
using Peregrine.Protobuf.WellKnownTypes;
using Weather.Domain;

namespace Weather.Conversion;

/// <summary>
/// Each pair of types there and back. What is absent in a message is null in the domain; what the domain has no word for is refused here
/// (<see cref="InvalidMessageException"/>), so that no wrong value gets past this line, and no peer can make the server stumble over one.
/// </summary>
public static class WeatherConversion
{
    /// <summary>To the domain.</summary>
    [return: NotNullIfNotNull(nameof(temperature))]
    public static Temperature? ToDomain(this V1.Temperature? temperature, string field = "temperature") =>
        temperature is null ? null : new Temperature(temperature.Value, temperature.Unit.ToDomain(field + ".unit"));

    /// <summary>From the domain.</summary>
    [return: NotNullIfNotNull(nameof(temperature))]
    public static V1.Temperature? ToMessage(this Temperature? temperature) =>
        temperature is null ? null : new V1.Temperature { Value = temperature.Value, Unit = temperature.Unit.ToMessage() };

    /// <summary>To the domain. Enums are open: a peer may send any number, and gets a clear answer to those that mean nothing here.</summary>
    public static TemperatureUnit ToDomain(this V1.Temperature.UnitType unit, string field = "unit") => unit switch
    {
        V1.Temperature.UnitType.Unspecified => TemperatureUnit.Unspecified,
        V1.Temperature.UnitType.Celsius => TemperatureUnit.Celsius,
        V1.Temperature.UnitType.Fahrenheit => TemperatureUnit.Fahrenheit,
        V1.Temperature.UnitType.Kelvin => TemperatureUnit.Kelvin,
        _ => throw new InvalidMessageException(field, $"{(int)unit} is no unit that this server knows"),
    };

    /// <summary>From the domain.</summary>
    public static V1.Temperature.UnitType ToMessage(this TemperatureUnit unit) => unit switch
    {
        TemperatureUnit.Unspecified => V1.Temperature.UnitType.Unspecified,
        TemperatureUnit.Celsius => V1.Temperature.UnitType.Celsius,
        TemperatureUnit.Fahrenheit => V1.Temperature.UnitType.Fahrenheit,
        TemperatureUnit.Kelvin => V1.Temperature.UnitType.Kelvin,
        // The domain's enum is ours: a value that is not there is a mistake in this program.
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "no such unit"),
    };

    /// <summary>To the domain.</summary>
    [return: NotNullIfNotNull(nameof(message))]
    public static SensorReading? ToDomain(this V1.UploadWeatherDataRequest? message) =>
        message is null ? null : new SensorReading(message.SensorId, message.Temperature.ToDomain(), message.Humidity, message.Timestamp.ToDomain());

    /// <summary>From the domain.</summary>
    [return: NotNullIfNotNull(nameof(reading))]
    public static V1.UploadWeatherDataRequest? ToMessage(this SensorReading? reading) => reading is null ? null : new V1.UploadWeatherDataRequest
    {
        SensorId = reading.SensorId,
        Temperature = reading.Temperature.ToMessage(),
        Humidity = reading.Humidity,
        Timestamp = reading.Time.ToMessage(),
    };

    /// <summary>To the domain.</summary>
    [return: NotNullIfNotNull(nameof(message))]
    public static PhotoMetadata? ToDomain(this V1.UploadWeatherPhotoRequest.MetadataType? message) =>
        message is null ? null : new PhotoMetadata(message.Location, message.SensorId, message.FileName, message.Timestamp.ToDomain("metadata.timestamp"));

    /// <summary>From the domain.</summary>
    [return: NotNullIfNotNull(nameof(metadata))]
    public static V1.UploadWeatherPhotoRequest.MetadataType? ToMessage(this PhotoMetadata? metadata) => metadata is null ? null : new V1.UploadWeatherPhotoRequest.MetadataType
    {
        Location = metadata.Location,
        SensorId = metadata.SensorId,
        FileName = metadata.FileName,
        Timestamp = metadata.Time.ToMessage(),
    };

    /// <summary>To the domain. A message has room for dates that the calendar has not.</summary>
    [return: NotNullIfNotNull(nameof(timestamp))]
    public static DateTimeOffset? ToDomain(this Timestamp? timestamp, string field = "timestamp")
    {
        if (timestamp is null)
            return null;
        return timestamp.IsValid
            ? timestamp.ToDateTimeOffset()
            : throw new InvalidMessageException(field, $"{timestamp.Seconds} seconds and {timestamp.Nanos} nanoseconds are no time between the years 1 and 9999");
    }

    /// <summary>From the domain.</summary>
    [return: NotNullIfNotNull(nameof(time))]
    public static Timestamp? ToMessage(this DateTimeOffset? time) => time is null ? null : Timestamp.FromDateTimeOffset(time.Value);
}
