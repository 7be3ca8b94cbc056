using System.Text;
using Peregrine;
using Weather.V1;

namespace Weather.Client;

/// <summary>Two mistakes that everybody makes once: what they look like, and what to do instead.</summary>
internal sealed class Footguns(WeatherService.WeatherServiceClient client)
{
    /// <summary>
    /// A protobuf string is UTF-8. A C# string can hold what UTF-8 cannot say: half of a character beyond U+FFFF, left over from cutting text without looking.
    /// The call fails before anything is sent, and the error names the field.
    /// </summary>
    public async Task TextThatIsNoTextAsync()
    {
        WeatherTour.Title("Footgun: text that is no text");
        string cut = "Storm over Ohio 🌪"[..^1];
        RpcException failure = await RefusalAsync(() => client.GetCurrentWeatherAsync(new GetCurrentWeatherRequest { Location = cut }).ResponseAsync, StatusCode.Internal);
        WeatherTour.Tell($"{failure.StatusCode}: {failure.Status.Detail}");
        if (!failure.Status.Detail.Contains("location", StringComparison.Ordinal))
            throw new UnexpectedException("the error does not name the field");

        // Solved: text from elsewhere is made valid where it comes in. (Where bytes must arrive as they are, the field should be of the type bytes.)
        string valid = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(cut));
        GetCurrentWeatherResponse weather = await client.GetCurrentWeatherAsync(new GetCurrentWeatherRequest { Location = valid });
        WeatherTour.Tell($"made valid first: {weather.Description}");
    }

    /// <summary>A message is held in memory whole, at both ends, so servers take no more than 4 MiB unless they are told otherwise. Large things are sent in pieces.</summary>
    public async Task HugeMessageAsync()
    {
        WeatherTour.Title("Footgun: a huge message");
        byte[] photo = new byte[5 * 1024 * 1024];
        RpcException failure = await RefusalAsync(() => UploadAsync(photo, chunkSize: photo.Length), StatusCode.ResourceExhausted);
        WeatherTour.Tell($"in one piece: {failure.StatusCode}: {failure.Status.Detail}");

        // Solved: the same bytes, in the pieces of PhotoUpload.
        WeatherTour.Tell($"in pieces: {await UploadAsync(photo, PhotoUpload.ChunkSize)}");
    }

    private async Task<string> UploadAsync(byte[] photo, int chunkSize)
    {
        using AsyncClientStreamingCall<UploadWeatherPhotoRequest, UploadWeatherPhotoResponse> call = client.UploadWeatherPhoto();
        await call.RequestStream.WriteAsync(new UploadWeatherPhotoRequest { Metadata = new() { Location = "Philadelphia", SensorId = "sensor-123", FileName = "huge.raw" } });
        await PhotoUpload.SendAsync(new MemoryStream(photo), call.RequestStream, chunkSize);
        await call.RequestStream.CompleteAsync();
        return (await call).Message;
    }

    private static async Task<RpcException> RefusalAsync(Func<Task> call, StatusCode expected)
    {
        try
        {
            await call();
        }
        catch (RpcException failure) when (failure.StatusCode == expected)
        {
            return failure;
        }
        throw new UnexpectedException($"the call succeeded, where {expected} was expected");
    }
}
