using System.IO.Compression;

namespace Peregrine;

/// <summary>The <c>deflate</c> compression: zlib (RFC 1950), as gRPC and HTTP mean it.</summary>
public sealed class DeflateCompressionProvider : ICompressionProvider
{
    private readonly CompressionLevel _default;

    /// <summary>Creates the provider.</summary>
    /// <param name="defaultLevel">The level of messages that name none.</param>
    public DeflateCompressionProvider(CompressionLevel defaultLevel = CompressionLevel.Fastest) => _default = defaultLevel;

    /// <inheritdoc/>
    public string EncodingName => "deflate";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new ZLibStream(stream, compressionLevel ?? _default, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new ZLibStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
