using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>A plain socket that speaks the records of <see cref="RecordSession"/>.</summary>
internal sealed class RecordClient(Socket socket) : IDisposable
{
    public Socket Socket => socket;

    public Task GreetAsync() => SendAsync("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8.ToArray());

    public async Task SendAsync(byte[] bytes) => await socket.SendAsync(bytes).WaitAsync(Limits.Test);

    public Task SendAsync(int kind, int number) => SendAsync([(kind, number)]);

    public Task SendAsync(IEnumerable<(int Kind, int Number)> records)
    {
        using var bytes = new MemoryStream();
        byte[] record = new byte[8];
        foreach ((int kind, int number) in records)
        {
            BinaryPrimitives.WriteInt32BigEndian(record, kind);
            BinaryPrimitives.WriteInt32BigEndian(record.AsSpan(4), number);
            bytes.Write(record);
        }

        return SendAsync(bytes.ToArray());
    }

    public async Task<(int Kind, int Number)> ReadAsync()
    {
        byte[] record = await ReadAsync(8);
        return (BinaryPrimitives.ReadInt32BigEndian(record), BinaryPrimitives.ReadInt32BigEndian(record.AsSpan(4)));
    }

    public async Task<byte[]> ReadAsync(int count)
    {
        byte[] bytes = new byte[count];
        using var limit = new CancellationTokenSource(Limits.Test);
        for (int read = 0; read < count;)
        {
            int n = await socket.ReceiveAsync(bytes.AsMemory(read), limit.Token);
            if (n == 0) throw new EndOfStreamException($"the server closed after {read} of {count} bytes");
            read += n;
        }

        return bytes;
    }

    /// <summary>Everything until the server closes, as text.</summary>
    public async Task<string> ReadToEndAsync()
    {
        using var limit = new CancellationTokenSource(Limits.Test);
        using var stream = new NetworkStream(socket);
        using var all = new MemoryStream();
        await stream.CopyToAsync(all, limit.Token);
        return Encoding.ASCII.GetString(all.ToArray());
    }

    /// <summary>Ends when the server has closed, or reset, without having said anything.</summary>
    public async Task IsCutOffAsync()
    {
        using var limit = new CancellationTokenSource(Limits.Test);
        try
        {
            Assert.Equal(0, await socket.ReceiveAsync(new byte[1], limit.Token));
        }
        catch (SocketException reset)
        {
            Assert.Equal(SocketError.ConnectionReset, reset.SocketErrorCode);
        }
    }

    public void Dispose() => socket.Dispose();
}
