using System.Runtime.CompilerServices;
using Peregrine;
using Weather.Conversion;
using Weather.Domain;
using Weather.V1;

namespace Weather.Server;

/// <summary>
/// The transport's layer: takes messages, has them converted, asks the domain, and converts the answer. Each method is as long as its name.
/// What goes wrong is an exception of the domain; <see cref="ErrorInterceptor"/> makes statuses of them, for all methods in one place.
/// </summary>
/// <remarks>
/// Deriving from the generated base keeps the program compiling when the contract gets a new method: until it is overridden here it answers
/// UNIMPLEMENTED, as GetCurrentWeatherOld does.
/// </remarks>
public sealed class WeatherService(WeatherStation station) : V1.WeatherService.WeatherServiceBase
{
    /// <summary>Unary.</summary>
    public override Task<GetCurrentWeatherResponse> GetCurrentWeather(GetCurrentWeatherRequest request, ServerCallContext context)
    {
        CurrentWeather weather = station.GetCurrentWeather(request.Location);
        return Task.FromResult(new GetCurrentWeatherResponse { Description = weather.Description, Temperature = weather.Temperature.ToMessage() });
    }

    /// <summary>
    /// Server streaming. The call's token is cancelled when the client cancels, its deadline passes or its connection is lost. The exception that follows leaves
    /// this method: the call then ends, here and in the metrics, as what it was, and not as a success.
    /// </summary>
    public override async Task SubscribeWeatherAlerts(
        SubscribeWeatherAlertsRequest request, IServerStreamWriter<SubscribeWeatherAlertsResponse> responseStream, ServerCallContext context)
    {
        await foreach (string alert in station.AlertsAsync(request.Region, context.CancellationToken))
            await responseStream.WriteAsync(new SubscribeWeatherAlertsResponse { Alert = alert });
    }

    /// <summary>Client streaming: the loop ends when the client has half-closed.</summary>
    public override async Task<UploadWeatherDataResponse> UploadWeatherData(IAsyncStreamReader<UploadWeatherDataRequest> requestStream, ServerCallContext context)
    {
        await foreach (UploadWeatherDataRequest request in requestStream)
        {
            SensorReading reading = request.ToDomain();
            try
            {
                await station.RecordAsync(reading, context.CancellationToken);
            }
            catch (Exception failure) when (failure is not OperationCanceledException)
            {
                // The cause is kept for this side's log; the caller is told no more than that it failed.
                throw new RpcException(new Status(StatusCode.Internal, "failed to store sensor data", failure));
            }
        }
        return new UploadWeatherDataResponse { Message = "Data received successfully" };
    }

    /// <summary>Client streaming of one large thing: its metadata first, then its bytes, which pass through and are never in memory all at once.</summary>
    public override async Task<UploadWeatherPhotoResponse> UploadWeatherPhoto(IAsyncStreamReader<UploadWeatherPhotoRequest> requestStream, ServerCallContext context)
    {
        if (!await requestStream.MoveNext(context.CancellationToken))
            throw new InvalidMessageException("content", "expected first message to be image metadata, instead the stream ended");
        if (requestStream.Current.Metadata is not { } metadata)
            throw new InvalidMessageException("content", $"expected first message to be image metadata, instead got {requestStream.Current.ContentCase}");
        await station.RecordPhotoAsync(metadata.ToDomain(), PayloadsAsync(requestStream), context.CancellationToken);
        return new UploadWeatherPhotoResponse { Message = "Screenshot received successfully." };
    }

    /// <summary>Duplex streaming: one answer to each request, here in order, because each is answered before the next is read.</summary>
    public override async Task RealTimeWeather(
        IAsyncStreamReader<RealTimeWeatherRequest> requestStream, IServerStreamWriter<RealTimeWeatherResponse> responseStream, ServerCallContext context)
    {
        await foreach (RealTimeWeatherRequest request in requestStream)
        {
            CurrentWeather weather = LookUp(request.Location);
            await responseStream.WriteAsync(new RealTimeWeatherResponse { Description = weather.Description, Temperature = weather.Temperature.ToMessage() });
        }
    }

    // A status ends the whole call. Where one bad place should not spoil the others, give the response a oneof of an answer and an error instead,
    // or collect the errors and tell them at the end.
    private CurrentWeather LookUp(string location)
    {
        try
        {
            return station.GetCurrentWeather(location);
        }
        catch (Exception failure) when (failure is InvalidPlaceException or SensorOfflineException)
        {
            throw new RpcException(new Status(StatusCode.Internal, $"failed to get weather for {location}: {ErrorInterceptor.StatusOf(failure)!.Message}", failure));
        }
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> PayloadsAsync(
        IAsyncStreamReader<UploadWeatherPhotoRequest> requestStream, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (await requestStream.MoveNext(cancellationToken))
        {
            yield return requestStream.Current.Payload is { } payload
                ? payload.Data.Memory
                : throw new InvalidMessageException("content", $"expected image data, instead got {requestStream.Current.ContentCase}");
        }
    }
}
