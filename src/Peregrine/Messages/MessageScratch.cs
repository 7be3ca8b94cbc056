using System.Buffers;
using Peregrine.Http2;

namespace Peregrine.Messages;

/// <summary>
/// The memory a message is serialized into before the transport copies it on: one buffer a thread, so that a call rents nothing.
/// Taken while it is in use, because a marshaller may itself make a call.
/// </summary>
internal static class MessageScratch
{
    private const int FirstBytes = 4096;

    // A thread keeps no more than this: one large message must not cost every thread its size for ever.
    private const int KeptBytes = 1 << 20;

    [ThreadStatic]
    private static byte[]? t_buffer;

    /// <summary>From here on it is cheaper to give the buffer to the transport than to have it copied.</summary>
    public const int MovedFromBytes = 32 * 1024;

    /// <summary>Gives away a message and the buffer that it lies in; what is left instead may be returned like it.</summary>
    public static OwnedBuffer Move(ref byte[] buffer, int start, int length)
    {
        var moved = OwnedBuffer.FromPool(buffer, start, length);
        buffer = [];
        return moved;
    }

    public static byte[] Take()
    {
        byte[]? buffer = t_buffer;
        t_buffer = null;
        return buffer ?? ArrayPool<byte>.Shared.Rent(FirstBytes);
    }

    public static void Return(byte[] buffer)
    {
        if (buffer.Length == 0)
            return;
        if (t_buffer is null && buffer.Length <= KeptBytes)
            t_buffer = buffer;
        else
            ArrayPool<byte>.Shared.Return(buffer);
    }
}
