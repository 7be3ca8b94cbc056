using Peregrine;
using Weather.V1;

namespace Examples.Tests.Weather;

public sealed class RetryTests
{
    private readonly List<RetryAttempt> _retries = [];

    [Fact]
    public void The_methods_that_the_contract_declares_harmless_to_repeat_are_retried_and_no_other() => Assert.Equal(
        ["GetCurrentWeather", "SubscribeWeatherAlerts", "UploadWeatherData", "RealTimeWeather", "GetCurrentWeatherOld"],
        MethodConfig.ForIdempotentMethods(global::Weather.V1.WeatherService.Descriptor, Policy()).Names.Select(name => name.Method));

    [Fact]
    public void A_service_that_declares_nothing_has_nothing_to_retry() =>
        Assert.Contains("idempotency_level", Assert.Throws<ArgumentException>(() => MethodConfig.ForIdempotentMethods(Peregrine.Health.Health.Descriptor, Policy())).Message);

    [Fact]
    public async Task Every_client_has_outages_of_its_own()
    {
        await using var weather = new RunningWeather();
        for (int client = 1; client <= 2; client++)
        {
            await using GrpcChannel channel = weather.NewChannel(Retrying());
            await new global::Weather.V1.WeatherService.WeatherServiceClient(channel)
                .GetCurrentWeatherAsync(new GetCurrentWeatherRequest(), new Metadata { { "simulate-outages", "2" } });
            Assert.Equal(2 * client, _retries.Count);
        }
        Assert.Equal([1, 2, 1, 2], _retries.Select(retry => retry.Number));
    }

    [Fact]
    public async Task An_error_that_is_no_outage_is_not_tried_again()
    {
        await using var weather = new RunningWeather();
        await using GrpcChannel channel = weather.NewChannel(Retrying());
        await Assert.ThrowsAsync<RpcException>(() => new global::Weather.V1.WeatherService.WeatherServiceClient(channel)
            .GetCurrentWeatherAsync(new GetCurrentWeatherRequest { Location = "Ravenholm" }).ResponseAsync);
        Assert.Empty(_retries);
    }

    private GrpcChannelOptions Retrying() =>
        new() { ServiceConfig = new ServiceConfig { MethodConfigs = { MethodConfig.ForIdempotentMethods(global::Weather.V1.WeatherService.Descriptor, Policy()) } } };

    private RetryPolicy Policy() => new()
    {
        MaxAttempts = 4,
        InitialBackoff = TimeSpan.FromMilliseconds(1),
        RetryableStatusCodes = { StatusCode.Unavailable },
        OnRetry = _retries.Add,
    };
}
