using System.Globalization;
using Peregrine;
using Weather.V1;

namespace Weather.Client;

/// <summary>Every call of the service, one after the other: each step says what it shows, and stops the tour when the server does not do its part.</summary>
/// <param name="client">The generated client: its methods look like any other methods.</param>
/// <param name="retries">Filled by the channel's retry policy.</param>
/// <param name="tick">The pace of what this side sends: a second, or less in tests.</param>
internal sealed class WeatherTour(WeatherService.WeatherServiceClient client, List<RetryAttempt> retries, TimeSpan tick)
{
    public async Task RunAsync()
    {
        await RetryAroundAnOutageAsync();
        await ErrorWithACodeAsync();
        await ErrorWithDetailsAsync();
        await new Footguns(client).TextThatIsNoTextAsync();
        await ListenToAlertsAsync();
        await UploadMeasurementsAsync();
        await UploadPhotoAsync();
        await new Footguns(client).HugeMessageAsync();
        await TalkBothWaysAsync();
        Title("That was all.");
    }

    /// <summary>A headline of the tour.</summary>
    public static void Title(string text) => Console.WriteLine(text);

    /// <summary>Something that happened.</summary>
    public static void Tell(string text) => Console.WriteLine("  " + text);

    // The server fails the first attempt, because the metadata asks it to. The channel waits a moment and tries again; this code does not notice.
    private async Task RetryAroundAnOutageAsync()
    {
        Title("GetCurrentWeather(New York), unary, around an outage:");
        var metadata = new Metadata { { "simulate-outages", "1" } };
        GetCurrentWeatherResponse weather = await client.GetCurrentWeatherAsync(new GetCurrentWeatherRequest { Location = "New York" }, metadata);
        RetryAttempt retry = retries.Count == 1 ? retries[0] : throw new UnexpectedException($"expected one retry, got {retries.Count}");
        Tell($"retry {retry.Number}, after {retry.Failure.StatusCode}: {retry.Failure.Detail}");
        Tell(Describe(weather.Description, weather.Temperature));
        UnexpectedException.ThrowUnlessEqual("It's cloudy :(", weather.Description);
    }

    private async Task ErrorWithACodeAsync()
    {
        Title("GetCurrentWeather(Ravenholm), an error with a code:");
        RpcException failure = await FailureOfAsync(() => client.GetCurrentWeatherAsync(new GetCurrentWeatherRequest { Location = "Ravenholm" }).ResponseAsync);
        UnexpectedException.ThrowUnlessEqual(StatusCode.InvalidArgument, failure.StatusCode);
        UnexpectedException.ThrowUnlessEqual(1, retries.Count);
        Tell($"{failure.StatusCode}: {failure.Status.Detail} (not tried again: it would be no better)");
    }

    private async Task ErrorWithDetailsAsync()
    {
        Title("GetCurrentWeather(Black Mesa), an error with details:");
        RpcException failure = await FailureOfAsync(() => client.GetCurrentWeatherAsync(new GetCurrentWeatherRequest { Location = "Black Mesa" }).ResponseAsync);
        UnexpectedException.ThrowUnlessEqual(StatusCode.Internal, failure.StatusCode);
        Tell($"{failure.StatusCode}: {failure.Status.Detail}");
        // A newer server may attach what this client has never heard of: it takes what it knows and passes over the rest.
        foreach (var detail in failure.GetRpcStatus()?.Details ?? [])
        {
            Tell(detail.TryUnpack(out SensorOfflineError? offline)
                ? $"sensor {offline.SensorId}: {offline.Message}"
                : $"a detail of type {detail.TypeUrl}, which this client does not know");
        }
        if (!failure.TryGetDetail(out SensorOfflineError? _))
            throw new UnexpectedException("the error came without its detail");
    }

    // The deadline is part of the request: the server knows when nobody listens any more, and so does every server that it calls.
    private async Task ListenToAlertsAsync()
    {
        Title("SubscribeWeatherAlerts(Midwest), server streaming, for five seconds:");
        int alerts = 0;
        using AsyncServerStreamingCall<SubscribeWeatherAlertsResponse> call =
            client.SubscribeWeatherAlerts(new SubscribeWeatherAlertsRequest { Region = "Midwest" }, deadline: DateTime.UtcNow.AddSeconds(5));
        RpcException end = await FailureOfAsync(async () =>
        {
            // Ends with the stream; fails with the status when the server, the deadline or this side ends the call otherwise. What came before counts.
            await foreach (SubscribeWeatherAlertsResponse response in call.ResponseStream)
            {
                Tell(response.Alert);
                alerts++;
            }
        });
        UnexpectedException.ThrowUnlessEqual((2, StatusCode.DeadlineExceeded), (alerts, end.StatusCode));
        Tell($"{end.StatusCode}");
    }

    private async Task UploadMeasurementsAsync()
    {
        Title("UploadWeatherData, client streaming:");
        using AsyncClientStreamingCall<UploadWeatherDataRequest, UploadWeatherDataResponse> call = client.UploadWeatherData();
        for (int i = 0; i < 5; i++)
        {
            if (i > 0)
                await Task.Delay(tick);
            await call.RequestStream.WriteAsync(new UploadWeatherDataRequest
            {
                SensorId = "sensor-123",
                Temperature = new Temperature { Value = 26.5, Unit = Temperature.UnitType.Celsius },
                Humidity = 80.0,
                Timestamp = DateTimeOffset.UtcNow,
            });
            Tell($"sent measurement {i + 1}");
        }
        // Half-close: there is no more to come, now the server answers. A failed write throws the call's status, so errors need no second look here.
        await call.RequestStream.CompleteAsync();
        UploadWeatherDataResponse response = await call;
        Tell(response.Message);
        UnexpectedException.ThrowUnlessEqual("Data received successfully", response.Message);
    }

    private async Task UploadPhotoAsync()
    {
        Title("UploadWeatherPhoto, client streaming of one large thing:");
        await using Stream photo = typeof(WeatherTour).Assembly.GetManifestResourceStream("sun.svg")!;
        using AsyncClientStreamingCall<UploadWeatherPhotoRequest, UploadWeatherPhotoResponse> call = client.UploadWeatherPhoto();
        await call.RequestStream.WriteAsync(new UploadWeatherPhotoRequest
        {
            Metadata = new() { Location = "Philadelphia", SensorId = "sensor-123", FileName = "sun.svg", Timestamp = DateTimeOffset.UtcNow },
        });
        await PhotoUpload.SendAsync(photo, call.RequestStream);
        await call.RequestStream.CompleteAsync();
        UploadWeatherPhotoResponse response = await call;
        Tell(response.Message);
        UnexpectedException.ThrowUnlessEqual("Screenshot received successfully.", response.Message);
    }

    // Two directions, two loops: what comes back is read while more is being sent.
    private async Task TalkBothWaysAsync()
    {
        Title("RealTimeWeather, duplex streaming:");
        using AsyncDuplexStreamingCall<RealTimeWeatherRequest, RealTimeWeatherResponse> call = client.RealTimeWeather();
        Task<int> received = ReceiveAsync(call.ResponseStream);
        for (int i = 0; i < 5; i++)
        {
            if (i > 0)
                await Task.Delay(2 * tick);
            await call.RequestStream.WriteAsync(new RealTimeWeatherRequest { Location = $"Location {i}" });
        }
        await call.RequestStream.CompleteAsync();
        UnexpectedException.ThrowUnlessEqual(5, await received);

        static async Task<int> ReceiveAsync(IAsyncStreamReader<RealTimeWeatherResponse> responses)
        {
            int count = 0;
            await foreach (RealTimeWeatherResponse response in responses)
                Tell($"answer {++count}: {Describe(response.Description, response.Temperature)}");
            return count;
        }
    }

    // An absent message is null, and the compiler insists that it is looked at.
    private static string Describe(string description, Temperature? temperature) => temperature is null
        ? description
        : string.Create(CultureInfo.InvariantCulture, $"{description} {temperature.Value:0.0} {temperature.Unit}");

    private static async Task<RpcException> FailureOfAsync(Func<Task> call)
    {
        try
        {
            await call();
        }
        catch (RpcException failure)
        {
            return failure;
        }
        throw new UnexpectedException("the call succeeded, which it should not have");
    }
}
