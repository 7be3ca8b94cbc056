using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

namespace Peregrine.Interop.Tests.Wire;

/// <summary>Stands between a client and a server, passes every byte on, counts the connections and remembers what the clients sent.</summary>
internal sealed class TcpRelay : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<MemoryStream> _sent = new();
    private readonly int _target;
    private readonly Task _accepting;

    public TcpRelay(int target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where clients connect.</summary>
    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    /// <summary>How many connections clients have made.</summary>
    public int Connections => _sent.Count;

    /// <summary>What each connection's client has sent. Complete once the relay is disposed.</summary>
    public IReadOnlyList<byte[]> Sent => [.. _sent.Select(bytes => bytes.ToArray())];

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        var connections = new List<Task>();
        try
        {
            while (true)
                connections.Add(PassAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (OperationCanceledException)
        {
            await Task.WhenAll(connections);
        }
    }

    private async Task PassAsync(Socket client)
    {
        var sent = new MemoryStream();
        _sent.Enqueue(sent);
        using (client)
        using (var server = new Socket(SocketType.Stream, ProtocolType.Tcp))
        {
            client.NoDelay = server.NoDelay = true;
            await server.ConnectAsync(IPAddress.Loopback, _target, _stop.Token);
            await Task.WhenAll(CopyAsync(client, server, sent), CopyAsync(server, client, null));
        }
    }

    private async Task CopyAsync(Socket from, Socket to, MemoryStream? copy)
    {
        byte[] buffer = new byte[64 * 1024];
        try
        {
            for (int count; (count = await from.ReceiveAsync(buffer, _stop.Token)) > 0;)
            {
                copy?.Write(buffer, 0, count);
                await to.SendAsync(buffer.AsMemory(0, count), _stop.Token);
            }
            to.Shutdown(SocketShutdown.Send);
        }
        catch (Exception ended) when (ended is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            // Either end is gone, or the relay stops: that ends this connection and nothing else.
            from.Dispose();
            to.Dispose();
        }
    }
}
