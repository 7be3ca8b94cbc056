using Weather.Domain;

namespace Examples.Tests.Weather;

public sealed class DomainTests
{
    private readonly WeatherStation _station = new(new ForgetfulStore(_ => { }), TimeProvider.System, TimeSpan.FromMilliseconds(1));

    [Fact]
    public void The_domain_references_nothing_but_the_platform() =>
        Assert.All(typeof(WeatherStation).Assembly.GetReferencedAssemblies(), reference => Assert.StartsWith("System.", reference.Name, StringComparison.Ordinal));

    [Theory]
    [InlineData("New York", "It's cloudy :(")]
    [InlineData("", "It's cloudy :(")]
    [InlineData("Philadelphia", "It's always sunny!")]
    public void A_place_has_weather_of_25_degrees(string place, string description) =>
        Assert.Equal(new CurrentWeather(description, new Temperature(25, TemperatureUnit.Celsius)), _station.GetCurrentWeather(place));

    [Fact]
    public void We_do_not_go_to_Ravenholm()
    {
        var failure = Assert.Throws<InvalidPlaceException>(() => _station.GetCurrentWeather("Ravenholm"));
        Assert.Equal(("Ravenholm", "We don't go to Ravenholm."), (failure.Place, failure.Message));
    }

    [Fact]
    public void The_sensor_of_Black_Mesa_is_offline() =>
        Assert.Equal("anomalous-materials", Assert.Throws<SensorOfflineException>(() => _station.GetCurrentWeather("Black Mesa")).SensorId);

    [Fact]
    public async Task A_region_has_five_alerts()
    {
        var alerts = new List<string>();
        await foreach (string alert in _station.AlertsAsync("Midwest", CancellationToken.None))
            alerts.Add(alert);
        Assert.Equal(Enumerable.Repeat("Severe weather alert!", 5), alerts);
    }
}
