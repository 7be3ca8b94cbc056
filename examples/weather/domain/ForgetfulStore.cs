namespace Weather.Domain;

/// <summary>Tells what it is given and forgets it: enough for a tutorial.</summary>
/// <param name="tell">Where it tells.</param>
public sealed class ForgetfulStore(Action<string> tell) : ISensorStore
{
    /// <inheritdoc/>
    public Task StoreAsync(SensorReading reading, CancellationToken cancellationToken)
    {
        tell($"received data of sensor {reading.SensorId}");
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public async Task<long> StorePhotoAsync(PhotoMetadata metadata, IAsyncEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken)
    {
        long length = 0;
        await foreach (ReadOnlyMemory<byte> piece in bytes.WithCancellation(cancellationToken))
            length += piece.Length;
        tell($"received photo {metadata.FileName} of {metadata.Location} from sensor {metadata.SensorId}: {length} bytes");
        return length;
    }
}
