using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>The bytes of a plain socket.</summary>
internal sealed class SocketChannel(Socket socket) : ByteChannel
{
    public override async ValueTask WaitAsync() => await socket.ReceiveAsync(Memory<byte>.Empty, SocketFlags.None).ConfigureAwait(false);

    public override ValueTask<int> ReceiveAsync(Memory<byte> buffer) => socket.ReceiveAsync(buffer, SocketFlags.None);

    public override ValueTask SendAsync(ArraySegment<byte> bytes)
    {
        ValueTask<int> sending = socket.SendAsync(bytes.AsMemory(), SocketFlags.None);
        if (!sending.IsCompletedSuccessfully) return RestAsync(sending, bytes);
        int sent = sending.Result;
        return sent == bytes.Count ? ValueTask.CompletedTask : RestAsync(ValueTask.FromResult(sent), bytes);
    }

    public override async ValueTask SendAsync(List<ArraySegment<byte>> segments)
    {
        int first = 0;
        while (first < segments.Count)
        {
            List<ArraySegment<byte>> rest = first == 0 ? segments : segments[first..];
            int sent = await socket.SendAsync(rest, SocketFlags.None).ConfigureAwait(false);
            for (; first < segments.Count && sent >= segments[first].Count; first++) sent -= segments[first].Count;
            if (sent > 0) segments[first] = segments[first][sent..];
        }
    }

    public override ValueTask ShutDownSendingAsync()
    {
        socket.Shutdown(SocketShutdown.Send);
        return ValueTask.CompletedTask;
    }

    // Not disposed: that would reset the connection, and the descriptor may be in use on another thread.
    public override void Kill()
    {
        try
        {
            socket.Shutdown(SocketShutdown.Both);
        }
        catch (Exception e) when (IsFailure(e))
        {
            // The peer was quicker, or the connection is released: there is nothing left to end.
        }
    }

    public override void Dispose() => socket.Dispose();

    private async ValueTask RestAsync(ValueTask<int> sending, ArraySegment<byte> bytes)
    {
        for (int sent = await sending.ConfigureAwait(false); sent < bytes.Count;)
        {
            bytes = bytes[sent..];
            sent = await socket.SendAsync(bytes, SocketFlags.None).ConfigureAwait(false);
        }
    }
}
