using System.IO.Compression;

namespace Peregrine;

/// <summary>The <c>br</c> compression.</summary>
public sealed class BrotliCompressionProvider : ICompressionProvider
{
    private readonly CompressionLevel _default;

    /// <summary>Creates the provider.</summary>
    /// <param name="defaultLevel">The level of messages that name none.</param>
    public BrotliCompressionProvider(CompressionLevel defaultLevel = CompressionLevel.Fastest) => _default = defaultLevel;

    /// <inheritdoc/>
    public string EncodingName => "br";

    /// <inheritdoc/>
    public Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel) =>
        new BrotliStream(stream, compressionLevel ?? _default, leaveOpen: true);

    /// <inheritdoc/>
    public Stream CreateDecompressionStream(Stream stream) => new BrotliStream(stream, CompressionMode.Decompress, leaveOpen: true);
}
