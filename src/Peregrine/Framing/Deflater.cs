using System.IO.Compression;

namespace Peregrine.Framing;

/// <summary>Compresses one message into pooled memory, framed.</summary>
internal static class Deflater
{
    /// <summary>
    /// The message compressed, with its prefix in front, in an array of the shared pool that the caller returns.
    /// </summary>
    public static byte[] Deflate(ReadOnlySpan<byte> payload, ICompressionProvider encoding, CompressionLevel? level, out int framedLength)
    {
        using var output = new PooledStream();
        output.Write(stackalloc byte[MessagePrefix.Length]);
        using (Stream stream = encoding.CreateCompressionStream(output, level))
            stream.Write(payload);
        byte[] framed = output.Detach(out framedLength);
        MessagePrefix.Write(framed.AsSpan(0, framedLength), compressed: true);
        return framed;
    }
}
