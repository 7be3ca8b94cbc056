using System.Net;
using System.Net.Sockets;

namespace Examples.Tests.Chat;

/// <summary>Passes bytes on between a client and a server, until it is told to cut: then both sides get a reset, as from a machine that loses its power.</summary>
internal sealed class CutOffRelay : IAsyncDisposable
{
    private readonly int _port;
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly Lock _gate = new();
    private readonly List<Socket> _open = [];
    private readonly Task _accepting;

    public CutOffRelay(int port)
    {
        _port = port;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public string Url => $"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}";

    /// <summary>Resets all connections; new ones are taken.</summary>
    public void Cut()
    {
        Socket[] open;
        lock (_gate)
        {
            open = [.. _open];
            _open.Clear();
        }
        foreach (Socket socket in open)
        {
            // Waiting for no time at all is what makes a close a reset.
            socket.Close(0);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        Cut();
        await _accepting.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client = await _listener.AcceptSocketAsync();
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 16_384 };
            client.NoDelay = true;
            client.SendBufferSize = 16_384;
            lock (_gate)
                _open.AddRange([client, server]);
            try
            {
                await server.ConnectAsync(IPAddress.Loopback, _port);
            }
            catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
            {
                client.Dispose();
                continue;
            }
            _ = Task.WhenAll(PassAsync(client, server), PassAsync(server, client));
        }
    }

    private static async Task PassAsync(Socket from, Socket to)
    {
        byte[] buffer = new byte[16_384];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and int count)
                await to.SendAsync(buffer.AsMemory(0, count));
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception cut) when (cut is SocketException or ObjectDisposedException)
        {
            from.Dispose();
            to.Dispose();
        }
    }
}
