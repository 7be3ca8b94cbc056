using System.Buffers;
using System.Net.Security;

namespace Peregrine.Http2.Transport;

/// <summary>The bytes of a stream: TLS, a named pipe, or one that the user made.</summary>
internal sealed class StreamChannel(Stream stream) : ByteChannel
{
    // TLS records hold 16 KiB; several of them in one write keep the inner socket's calls few.
    private const int CoalesceBytes = 64 * 1024;

    public override ValueTask WaitAsync()
    {
        // Of streams only SslStream says what an empty read means: it waits, and holds no buffer meanwhile.
        return stream is SslStream ? ReadNothingAsync() : ValueTask.CompletedTask;
    }

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => stream.ReadAsync(buffer);

    public override ValueTask SendAsync(ArraySegment<byte> bytes) => stream.WriteAsync(bytes);

    public override async ValueTask SendAsync(List<ArraySegment<byte>> segments)
    {
        byte[] together = ArrayPool<byte>.Shared.Rent(CoalesceBytes);
        int filled = 0;
        try
        {
            foreach (ArraySegment<byte> segment in segments)
            {
                ArraySegment<byte> rest = segment;
                while (rest.Count > 0)
                {
                    int fits = Math.Min(rest.Count, together.Length - filled);
                    rest[..fits].CopyTo(together, filled);
                    filled += fits;
                    rest = rest[fits..];
                    if (filled < together.Length) continue;
                    await stream.WriteAsync(together.AsMemory(0, filled)).ConfigureAwait(false);
                    filled = 0;
                }
            }

            if (filled > 0) await stream.WriteAsync(together.AsMemory(0, filled)).ConfigureAwait(false);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(together);
        }
    }

    public override async ValueTask ShutDownSendingAsync()
    {
        await stream.FlushAsync().ConfigureAwait(false);
        if (stream is SslStream tls) await tls.ShutdownAsync().ConfigureAwait(false);
        else await stream.DisposeAsync().ConfigureAwait(false);
    }

    public override void Kill() => stream.Dispose();

    public override void Dispose() => stream.Dispose();

    private async ValueTask ReadNothingAsync() => await stream.ReadAsync(Memory<byte>.Empty).ConfigureAwait(false);
}
