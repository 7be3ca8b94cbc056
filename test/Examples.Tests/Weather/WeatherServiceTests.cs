using System.Reflection;
using Peregrine;
using Peregrine.Rpc;
using Weather.Domain;
using Weather.V1;

namespace Examples.Tests.Weather;

public sealed class WeatherServiceTests
{
    [Fact]
    public async Task A_unit_that_the_server_does_not_know_is_INVALID_ARGUMENT_and_names_the_field()
    {
        await using var weather = new RunningWeather();
        using var call = weather.Client.UploadWeatherData();
        await call.RequestStream.WriteAsync(new UploadWeatherDataRequest { SensorId = "s", Temperature = new() { Unit = (global::Weather.V1.Temperature.UnitType)7 } });
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call.ResponseAsync);
        Assert.Equal(StatusCode.InvalidArgument, failure.StatusCode);
        Assert.True(failure.TryGetDetail(out BadRequest? bad));
        Assert.Equal("temperature.unit", Assert.Single(bad.FieldViolations).Field);
    }

    [Fact]
    public async Task A_photo_without_metadata_is_INVALID_ARGUMENT()
    {
        await using var weather = new RunningWeather();
        using var call = weather.Client.UploadWeatherPhoto();
        await call.RequestStream.WriteAsync(new UploadWeatherPhotoRequest { Payload = new() });
        await Fails(call.ResponseAsync, StatusCode.InvalidArgument, "content: expected first message to be image metadata, instead got Payload");

        using var empty = weather.Client.UploadWeatherPhoto();
        await empty.RequestStream.CompleteAsync();
        await Fails(empty.ResponseAsync, StatusCode.InvalidArgument, "content: expected first message to be image metadata, instead the stream ended");
    }

    [Fact]
    public async Task Metadata_amid_a_photo_is_INVALID_ARGUMENT()
    {
        await using var weather = new RunningWeather();
        using var call = weather.Client.UploadWeatherPhoto();
        await call.RequestStream.WriteAsync(new UploadWeatherPhotoRequest { Metadata = new() });
        await call.RequestStream.WriteAsync(new UploadWeatherPhotoRequest { Metadata = new() });
        await Fails(call.ResponseAsync, StatusCode.InvalidArgument, "content: expected image data, instead got Metadata");
    }

    [Fact]
    public async Task A_store_that_fails_is_INTERNAL_and_keeps_its_words_to_itself()
    {
        await using var weather = new RunningWeather(new FailingStore());
        using var call = weather.Client.UploadWeatherData();
        await call.RequestStream.WriteAsync(new UploadWeatherDataRequest());
        await Fails(call.ResponseAsync, StatusCode.Internal, "failed to store sensor data");
    }

    [Theory]
    [InlineData("Ravenholm", "failed to get weather for Ravenholm: invalid place: Ravenholm")]
    [InlineData("Black Mesa", "failed to get weather for Black Mesa: The resonance cascade has begun.")]
    public async Task A_bad_place_ends_the_duplex_call_after_the_answers_to_the_good_ones(string place, string detail)
    {
        await using var weather = new RunningWeather();
        using var call = weather.Client.RealTimeWeather();
        await call.RequestStream.WriteAsync(new RealTimeWeatherRequest { Location = "Philadelphia" });
        Assert.True(await call.ResponseStream.MoveNext(CancellationToken.None));
        Assert.Equal("It's always sunny!", call.ResponseStream.Current.Description);
        await call.RequestStream.WriteAsync(new RealTimeWeatherRequest { Location = place });
        await Fails(call.ResponseStream.MoveNext(CancellationToken.None), StatusCode.Internal, detail);
    }

    [Fact]
    public async Task Alerts_end_with_OK_when_there_are_no_more()
    {
        await using var weather = new RunningWeather();
        int count = 0;
        using var call = weather.Client.SubscribeWeatherAlerts(new SubscribeWeatherAlertsRequest());
        await foreach (SubscribeWeatherAlertsResponse _ in call.ResponseStream)
            count++;
        Assert.Equal((5, StatusCode.OK), (count, call.GetStatus().StatusCode));
    }

    [Fact]
    public async Task The_old_method_is_unimplemented_and_warns_who_calls_it()
    {
        await using var weather = new RunningWeather();
#pragma warning disable CS0612 // That it is deprecated is what is tested.
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => weather.Client.GetCurrentWeatherOldAsync(new GetCurrentWeatherOldRequest()).ResponseAsync);
#pragma warning restore CS0612
        Assert.Equal(StatusCode.Unimplemented, failure.StatusCode);
        Assert.All(
            typeof(global::Weather.V1.WeatherService.WeatherServiceClient).GetMethods().Where(method => method.Name.StartsWith("GetCurrentWeatherOld", StringComparison.Ordinal)),
            method => Assert.NotNull(method.GetCustomAttribute<ObsoleteAttribute>()));
    }

    [Fact]
    public async Task Text_that_is_not_UTF_8_is_refused_when_it_comes_from_elsewhere()
    {
        await using var weather = new RunningWeather();
        await using GrpcChannel channel = weather.NewChannel();
        var raw = new Method<byte[], byte[]>(MethodType.Unary, global::Weather.V1.WeatherService.Descriptor.FullName, "GetCurrentWeather", Marshallers.Raw, Marshallers.Raw);
        byte[] request = [0x0a, 15, .. Enumerable.Repeat((byte)0x80, 15)];
        RpcException failure = await Assert.ThrowsAsync<RpcException>(
            () => channel.CreateCallInvoker().AsyncUnaryCall(raw, null, default, request).ResponseAsync);
        Assert.Equal(StatusCode.Internal, failure.StatusCode);
        Assert.Contains("UTF-8", failure.Status.Detail);
    }

    private static async Task Fails(Task call, StatusCode code, string detail)
    {
        RpcException failure = await Assert.ThrowsAsync<RpcException>(() => call);
        Assert.Equal((code, detail), (failure.StatusCode, failure.Status.Detail));
    }

    private sealed class FailingStore : ISensorStore
    {
        public Task StoreAsync(SensorReading reading, CancellationToken cancellationToken) => throw new IOException("disk /dev/sda1 is full");

        public Task<long> StorePhotoAsync(PhotoMetadata metadata, IAsyncEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
