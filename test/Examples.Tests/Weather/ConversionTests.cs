using FsCheck;
using FsCheck.Fluent;
using Peregrine.Protobuf;
using Peregrine.Protobuf.WellKnownTypes;
using Weather.Conversion;
using Weather.Domain;

namespace Examples.Tests.Weather;

/// <summary>Properties that hold for all values, tried on a few hundred random ones. A failure prints the value and the seed that make it happen again.</summary>
public sealed class ConversionTests
{
    private static readonly Gen<string> s_text = ArbMap.Default.GeneratorFor<string>().Select(text => Valid(text ?? ""));

    // Days and ticks of a day apart: random numbers are 32 bits wide.
    private static readonly Gen<DateTimeOffset> s_time =
        from day in Gen.Choose(0, DateOnly.MaxValue.DayNumber)
        from high in Gen.Choose(0, 863_999)
        from low in Gen.Choose(0, 999_999)
        select new DateTimeOffset(DateOnly.FromDayNumber(day).ToDateTime(default), TimeSpan.Zero).AddTicks((high * 1_000_000L) + low);

    private static readonly Gen<Temperature> s_temperature =
        from value in ArbMap.Default.GeneratorFor<double>()
        from unit in Gen.Elements(System.Enum.GetValues<TemperatureUnit>())
        select new Temperature(value, unit);

    private static readonly Gen<SensorReading> s_reading =
        from sensor in s_text
        from temperature in Optional(s_temperature)
        from humidity in ArbMap.Default.GeneratorFor<double>()
        from time in OptionalValue(s_time)
        select new SensorReading(sensor, temperature, humidity, time);

    private static readonly Gen<PhotoMetadata> s_metadata =
        from location in s_text
        from sensor in s_text
        from file in s_text
        from time in OptionalValue(s_time)
        select new PhotoMetadata(location, sensor, file, time);

    [Fact]
    public void A_temperature_comes_back_as_it_went() => Holds(s_temperature, temperature => temperature.Equals(Reread(temperature.ToMessage()).ToDomain()));

    [Fact]
    public void A_reading_comes_back_as_it_went() => Holds(s_reading, reading => reading.Equals(Reread(reading.ToMessage()).ToDomain()));

    [Fact]
    public void Metadata_of_a_photo_come_back_as_they_went() => Holds(s_metadata, metadata => metadata.Equals(Reread(metadata.ToMessage()).ToDomain()));

    [Fact]
    public void A_time_comes_back_as_it_went() => Holds(s_time, time => Reread(((DateTimeOffset?)time).ToMessage()!).ToDomain() == time);

    [Fact]
    public void Every_unit_of_either_side_has_its_counterpart()
    {
        foreach (TemperatureUnit unit in System.Enum.GetValues<TemperatureUnit>())
            Assert.Equal(unit, unit.ToMessage().ToDomain());
        foreach (var unit in System.Enum.GetValues<global::Weather.V1.Temperature.UnitType>())
            Assert.Equal(unit, unit.ToDomain().ToMessage());
    }

    [Fact]
    public void What_is_absent_stays_absent()
    {
        Assert.Null(((Temperature?)null).ToMessage());
        Assert.Null(((global::Weather.V1.Temperature?)null).ToDomain());
        Assert.Null(((SensorReading?)null).ToMessage());
        Assert.Null(((global::Weather.V1.UploadWeatherDataRequest?)null).ToDomain());
        Assert.Null(((PhotoMetadata?)null).ToMessage());
        Assert.Null(((global::Weather.V1.UploadWeatherPhotoRequest.MetadataType?)null).ToDomain());
        Assert.Null(((DateTimeOffset?)null).ToMessage());
        Assert.Null(((Timestamp?)null).ToDomain());
    }

    [Theory]
    [InlineData(4)]
    [InlineData(-1)]
    [InlineData(int.MaxValue)]
    public void A_unit_from_the_future_is_refused_by_its_field_and_number(int unit)
    {
        var reading = new global::Weather.V1.UploadWeatherDataRequest { Temperature = new() { Unit = (global::Weather.V1.Temperature.UnitType)unit } };
        Assert.StartsWith($"temperature.unit: {unit} ", Assert.Throws<InvalidMessageException>(() => reading.ToDomain()).Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Timestamp.MaxSeconds + 1, 0)]
    [InlineData(0, -1)]
    public void A_time_outside_the_calendar_is_refused_by_its_field(long seconds, int nanos)
    {
        var reading = new global::Weather.V1.UploadWeatherDataRequest { Timestamp = new Timestamp { Seconds = seconds, Nanos = nanos } };
        Assert.Equal("timestamp", Assert.Throws<InvalidMessageException>(() => reading.ToDomain()).Path);
    }

    private static void Holds<T>(Gen<T> values, Func<T, bool> property) => Prop.ForAll(values.ToArbitrary(), property).Check(Config.QuickThrowOnFailure.WithMaxTest(300));

    private static T Reread<T>(T message)
        where T : class, IMessage<T>, new()
    {
        var copy = new T();
        copy.MergeFrom(message.ToByteArray());
        return copy;
    }

    private static Gen<T?> Optional<T>(Gen<T> values)
        where T : class => Gen.OneOf(values.Select(value => (T?)value), Gen.Constant<T?>(null));

    private static Gen<T?> OptionalValue<T>(Gen<T> values)
        where T : struct => Gen.OneOf(values.Select(value => (T?)value), Gen.Constant<T?>(null));

    // What cannot be sent is another test's matter.
    private static string Valid(string text) => System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(text));
}
