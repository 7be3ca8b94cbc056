using System.Net;
using System.Net.Sockets;

namespace Peregrine.Testing;

/// <summary>One connection over a <see cref="FaultyLink"/>. Runs until both sides have ended in order, or until it is reset, by anybody.</summary>
internal sealed class LinkConnection(FaultyLink link, Socket client) : IDisposable
{
    private const int BufferBytes = 64 * 1024;

    private readonly Socket _server = new(SocketType.Stream, ProtocolType.Tcp);

    public async Task RunAsync(EndPoint server, CancellationToken stop)
    {
        try
        {
            client.NoDelay = _server.NoDelay = true;
            await _server.ConnectAsync(server, stop).ConfigureAwait(false);
            await Task.WhenAll(CopyAsync(client, _server, LinkDirection.ToServer, stop), CopyAsync(_server, client, LinkDirection.ToClient, stop)).ConfigureAwait(false);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end is gone, or was cut off: that is what the link is for.
        }
    }

    /// <summary>Closes both sockets with RST.</summary>
    public void Dispose()
    {
        Reset(client);
        Reset(_server);
    }

    private static void Reset(Socket socket)
    {
        try
        {
            socket.LingerState = new LingerOption(true, 0);
        }
        catch (Exception gone) when (gone is SocketException or ObjectDisposedException)
        {
            // It is not connected any more.
        }
        socket.Dispose();
    }

    private async Task CopyAsync(Socket from, Socket to, LinkDirection direction, CancellationToken stop)
    {
        byte[] buffer = new byte[BufferBytes];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, stop).ConfigureAwait(false)) > 0;)
            {
                int passing = await link.PassAsync(buffer.AsMemory(0, count), direction).ConfigureAwait(false);
                for (int sent = 0; sent < passing;)
                    sent += await to.SendAsync(buffer.AsMemory(sent, passing - sent), stop).ConfigureAwait(false);
                if (passing < count)
                    link.Cut();
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // One direction that breaks takes the other with it.
            Dispose();
        }
    }
}
