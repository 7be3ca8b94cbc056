using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using Peregrine.Interop.Misbehaving;

namespace Peregrine.Interop.Tests.Misbehaving;

/// <summary>Clients that do what they must not: our misbehaving server notices.</summary>
public sealed class NegativeServerFaultTests
{
    private const byte Headers = 1;
    private const byte Settings = 4;
    private const byte EndHeaders = 4;

    [Theory]
    [InlineData("max_streams", "stream 3 was opened while 1 was open")]
    [InlineData("ping", "4 PINGs were not acknowledged")]
    public async Task A_client_that_ignores_the_limit_or_the_pings_is_told_on(string testCase, string fault)
    {
        await using var server = new NegativeServer(0, tls: false);
        using var client = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await client.ConnectAsync(IPAddress.Loopback, server.Port(testCase));
        // The server does not look into header blocks.
        await client.SendAsync((byte[])[.. "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n"u8, .. Frame(Settings, 0, 0), .. Frame(Headers, EndHeaders, 1), .. Frame(Headers, EndHeaders, 3)]);
        client.Shutdown(SocketShutdown.Send);
        while (await client.ReceiveAsync(new byte[1024]) > 0)
        {
        }
        await server.WhenClosedAsync(testCase);
        Assert.Equal(fault, Assert.Single(server.FaultsIn(testCase)));
    }

    private static byte[] Frame(byte type, byte flags, int stream)
    {
        byte[] frame = new byte[9];
        frame[3] = type;
        frame[4] = flags;
        BinaryPrimitives.WriteInt32BigEndian(frame.AsSpan(5), stream);
        return frame;
    }
}
