using System.IO.Compression;

namespace Peregrine;

/// <summary>A compression of messages. Implementations are called from many threads at once.</summary>
public interface ICompressionProvider
{
    /// <summary>The name in <c>grpc-encoding</c>.</summary>
    string EncodingName { get; }

    /// <summary>Makes a stream that writes compressed bytes to <paramref name="stream"/> and leaves it open.</summary>
    Stream CreateCompressionStream(Stream stream, CompressionLevel? compressionLevel);

    /// <summary>Makes a stream that reads compressed bytes from <paramref name="stream"/> and leaves it open.</summary>
    Stream CreateDecompressionStream(Stream stream);
}
