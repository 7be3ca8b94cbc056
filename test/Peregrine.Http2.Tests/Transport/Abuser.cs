using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>A socket that greets as a client of HTTP/2 and then does its worst.</summary>
internal sealed class Abuser : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true, ReceiveBufferSize = 4096 };
    private readonly Stopwatch _since = Stopwatch.StartNew();
    private readonly Attack _attack;

    public Abuser(int port, Attack attack)
    {
        _attack = attack;
        _socket.Connect(IPAddress.Loopback, port);
        _socket.Send("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8);
        _socket.Send(new WireFrame(FrameType.Settings, FrameFlags.None, 0, attack.Settings).ToBytes());
        _socket.Send(new WireFrame(FrameType.Settings, FrameFlags.Ack, 0, []).ToBytes());
    }

    public int Bursts { get; private set; }

    public TimeSpan Elapsed => _since.Elapsed;

    /// <summary>Sends burst after burst until the server has ended the connection; now and then <paramref name="meanwhile"/> is done.</summary>
    public async Task RunAsync(int most, Task gone, Func<Task> meanwhile)
    {
        Task reading = _attack.Reads ? ReadToEndAsync() : gone;
        try
        {
            for (; Bursts < most && !gone.IsCompleted && !reading.IsCompleted; Bursts++)
            {
                byte[] burst = _attack.Burst(Bursts);
                if (burst.Length == 0) break;
                await SendAsync(burst, gone);
                if (Bursts % 10 == 0) await meanwhile();
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The server has closed the connection while we were sending, or we have.
        }

        await reading;
    }

    public void Dispose() => _socket.Dispose();

    // A server that has closed the connection may leave a send waiting for ever where nobody reads.
    private async Task SendAsync(byte[] bytes, Task gone)
    {
        Task<int> sending = _socket.SendAsync(bytes);
        await Task.WhenAny(sending, gone);
        if (gone.IsCompleted) _socket.Dispose();
        await sending;
    }

    private async Task ReadToEndAsync()
    {
        byte[] buffer = new byte[16 * 1024];
        try
        {
            while (await _socket.ReceiveAsync(buffer) > 0)
            {
            }
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // Reset by the server, or closed here.
        }

        // Our side is closed too, as a peer does that has been told to go.
        _socket.Dispose();
    }
}
