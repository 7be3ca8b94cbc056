using System.Net;
using System.Net.Sockets;
using Grpc.Testing;
using Peregrine.Interop.Client;
using Peregrine.Interop.Tests.Matrix;
using Peregrine.Interop.Tests.Wire;

namespace Peregrine.Interop.Tests.Abuse;

/// <summary>What a good client sent is replayed with random damage: header blocks, frames and messages of garbage. The server answers a good client all the same.</summary>
public sealed class MutationTests(OwnServers servers) : IClassFixture<OwnServers>
{
    private const int Mutations = 10_000;
    private const int AtATime = 16;

    private static readonly string[] s_recorded = ["empty_unary", "client_streaming", "server_streaming", "ping_pong", "custom_metadata", "status_code_and_message"];

    [Fact]
    public async Task Ten_thousand_mutations_of_what_clients_send_never_take_the_server_down()
    {
        int port = servers.Port(tls: false);
        byte[][] recordings = await Task.WhenAll(s_recorded.Select(name => RecordAsync(name, port)));
        await using InteropTarget good = OwnServers.Target(port, tls: false);

        for (int done = 0; done < Mutations; done += AtATime)
        {
            IEnumerable<Task> batch = Enumerable.Range(done, AtATime).Select(seed => ReplayAsync(Mutate(recordings[seed % recordings.Length], new Random(seed)), port, seed));
            await Task.WhenAll(batch);
            if (done % 1000 < AtATime)
                await AnswersAsync(good.Client);
        }

        // Neither the connection that was open all the while nor a new one has suffered.
        await AnswersAsync(good.Client);
        await OwnServers.RunAsync("large_unary", port, tls: false);
    }

    private static async Task AnswersAsync(TestService.TestServiceClient client)
    {
        SimpleResponse response = await client.UnaryCallAsync(new SimpleRequest { ResponseSize = 10 }, deadline: DateTime.UtcNow.AddMinutes(2));
        Assert.Equal(10, response.Payload!.Body.Length);
    }

    private static async Task<byte[]> RecordAsync(string testCase, int port)
    {
        var relay = new TcpRelay(port);
        await using (relay)
            await OwnServers.RunAsync(testCase, relay.Port, tls: false);
        return Assert.Single(relay.Sent);
    }

    // The seed is the mutation: a failure is repeated by its number.
    private static byte[] Mutate(byte[] recording, Random random)
    {
        List<byte> bytes = [.. recording];
        for (int times = random.Next(1, 8); times > 0; times--)
        {
            // Half of the damage lands in the first kilobyte, where preface, settings and header blocks are.
            int at = random.Next(random.Next(2) == 0 ? Math.Min(bytes.Count, 1024) : bytes.Count);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, Math.Min(random.Next(1, 32), bytes.Count - at));
                    break;
                case 3:
                    byte[] noise = new byte[random.Next(1, 32)];
                    random.NextBytes(noise);
                    bytes.InsertRange(at, noise);
                    break;
                default:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(random.Next(1, 256), bytes.Count - at)));
                    break;
            }
        }
        return [.. bytes];
    }

    // Sends all, says that nothing follows, and reads until the server closes, which it must.
    private static async Task ReplayAsync(byte[] bytes, int port, int seed)
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        using var limit = new CancellationTokenSource(TimeSpan.FromMinutes(2));
        byte[] buffer = new byte[16 * 1024];
        try
        {
            await socket.ConnectAsync(IPAddress.Loopback, port, limit.Token);
            await socket.SendAsync(bytes, limit.Token);
            socket.Shutdown(SocketShutdown.Send);
            while (await socket.ReceiveAsync(buffer, limit.Token) > 0)
            {
            }
        }
        catch (SocketException)
        {
            // The server may end such a connection as abruptly as it likes.
        }
        catch (OperationCanceledException)
        {
            Assert.Fail($"the server keeps the connection of mutation {seed} open after its client has gone");
        }
    }
}
