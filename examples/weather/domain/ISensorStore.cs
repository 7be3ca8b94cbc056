namespace Weather.Domain;

/// <summary>Where measurements and photos are kept.</summary>
public interface ISensorStore
{
    /// <summary>Keeps a measurement. One that is kept already, of the same sensor and time, is kept once.</summary>
    Task StoreAsync(SensorReading reading, CancellationToken cancellationToken);

    /// <summary>Keeps a photo, whose bytes come piece by piece and are never in memory all at once. Returns how many they were.</summary>
    Task<long> StorePhotoAsync(PhotoMetadata metadata, IAsyncEnumerable<ReadOnlyMemory<byte>> bytes, CancellationToken cancellationToken);
}
