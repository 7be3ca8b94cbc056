using Peregrine;
using Peregrine.Protobuf;
using Weather.V1;

namespace Weather.Client;

/// <summary>Sends bytes of any length as many small messages.</summary>
internal static class PhotoUpload
{
    /// <summary>The most bytes in one message: small enough for every server, large enough that the frames around them do not matter.</summary>
    public const int ChunkSize = 128 * 1024;

    /// <summary>Reads what the stream has, piece by piece, and writes each piece as a message. Nothing more than one piece is in memory.</summary>
    public static async Task SendAsync(Stream photo, IClientStreamWriter<UploadWeatherPhotoRequest> requests, int chunkSize = ChunkSize)
    {
        byte[] buffer = new byte[chunkSize];
        while (await photo.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false) is > 0 and int read)
        {
            // A message is serialized before WriteAsync returns, so that the buffer may be used again. Awaiting it is what keeps a slow server from
            // being flooded: it completes when there is room for the next message.
            var payload = new UploadWeatherPhotoRequest.PayloadType { Data = ByteString.Wrap(buffer.AsMemory(0, read)) };
            await requests.WriteAsync(new UploadWeatherPhotoRequest { Payload = payload });
        }
    }
}
