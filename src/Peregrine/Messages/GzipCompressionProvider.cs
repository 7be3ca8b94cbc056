using System.IO.Compression;

namespace Peregrine;

/// <summary>The <c>gzip</c> compression.</summary>
public sealed class GzipCompressionProvider : ICompressionProvider
{
    private readonly CompressionLevel _default;

    /// <summary>Creates the provider.</summary>
    /// <param name="defaultLevel">The level of messages that name none.</param>
    public GzipCompressionProvider(CompressionLevel defaultLevel = CompressionLevel.Fastest) => _default = defaultLevel;

    /// <inheritdoc/>
    public string EncodingName => "gzip";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new GZipStream(stream, compressionLevel ?? _default, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new GZipStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
