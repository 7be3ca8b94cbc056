using System.Net;
using System.Net.Sockets;

namespace Peregrine.Rest.Bench.Measuring;

/// <summary>Passes bytes on to a server and counts them: what a call costs on the wire, headers and framing included, TCP and IP not.</summary>
internal sealed class WireCounter : IDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private long _sent;
    private long _received;

    public WireCounter(int port)
    {
        _listener.Start();
        Port = ((IPEndPoint)_listener.LocalEndpoint).Port;
        Accepting = AcceptAsync(port);
    }

    public int Port { get; }

    public Task Accepting { get; }

    /// <summary>Bytes from the client so far, and from the server.</summary>
    public (long Sent, long Received) Bytes => (Interlocked.Read(ref _sent), Interlocked.Read(ref _received));

    public void Dispose() => _listener.Stop();

    private async Task AcceptAsync(int port)
    {
        while (true)
        {
            Socket client = await _listener.AcceptSocketAsync();
            var server = new Socket(SocketType.Stream, ProtocolType.Tcp);
            await server.ConnectAsync(IPAddress.Loopback, port);
            _ = PassAsync(client, server, count => Interlocked.Add(ref _sent, count));
            _ = PassAsync(server, client, count => Interlocked.Add(ref _received, count));
        }
    }

    private static async Task PassAsync(Socket from, Socket to, Action<int> count)
    {
        (from.NoDelay, to.NoDelay) = (true, true);
        byte[] buffer = new byte[65_536];
        try
        {
            while (await from.ReceiveAsync(buffer) is > 0 and int length)
            {
                count(length);
                await to.SendAsync(buffer.AsMemory(0, length));
            }
        }
        catch (Exception closed) when (closed is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
        from.Dispose();
        to.Dispose();
    }
}
