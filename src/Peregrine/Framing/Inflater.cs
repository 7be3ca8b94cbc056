using System.Buffers;
using System.IO.Compression;
using Peregrine.Messages;

namespace Peregrine.Framing;

/// <summary>Inflates one message into pooled memory, and stops at the limit: what a message claims or becomes never takes more memory than that.</summary>
internal static class Inflater
{
    /// <summary>Inflates and hands on; false with the call's end when the bytes are no such compression or become too many (rule 62).</summary>
    public static bool TryInflate(
        ReadOnlySpan<byte> payload, ICompressionProvider encoding, MessageLimits limits, int wireBytes, CallListener listener, out Status error)
    {
        error = default;
        var inflated = default(PooledBytes);
        byte[] copy = ArrayPool<byte>.Shared.Rent(payload.Length);
        payload.CopyTo(copy);
        try
        {
            using var input = new MemoryStream(copy, 0, payload.Length, writable: false);
            using Stream stream = encoding.CreateDecompressionStream(input);
            if (!ReadAll(stream, limits.MaxBytes, ref inflated))
            {
                error = limits.InflatesTooFar(payload.Length);
                return false;
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or InvalidOperationException)
        {
            error = new Status(StatusCode.Internal, $"a message cannot be inflated as {encoding.EncodingName}", e);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(copy);
            if (error.StatusCode != StatusCode.OK)
                inflated.Clear();
        }

        if (error.StatusCode != StatusCode.OK)
            return false;
        listener.OnMessage(inflated.Written, wireBytes);
        inflated.Clear();
        return true;
    }

    private static bool ReadAll(Stream stream, int limit, ref PooledBytes inflated)
    {
        while (true)
        {
            // One byte above the limit is enough to know.
            Span<byte> room = inflated.Reserve(512);
            long allowed = (long)limit + 1 - inflated.Count;
            int read = stream.Read(room.Length > allowed ? room[..(int)allowed] : room);
            if (read == 0)
                return true;
            inflated.Advance(read);
            if (inflated.Count > limit)
                return false;
        }
    }
}
