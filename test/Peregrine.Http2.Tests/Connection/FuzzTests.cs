using Peregrine.Http2.Buffers;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Connection;

/// <summary>Mutations of what good peers send: nothing throws, memory stays bounded, and whoever comes next is served.</summary>
public sealed class FuzzTests
{
    [Theory]
    [InlineData(Role.Server)]
    [InlineData(Role.Client)]
    public void Mutated_bytes_of_a_peer_never_harm(Role role)
    {
        byte[] good = role == Role.Server ? RecordClient() : RecordServer();
        var random = new Random(2026);
        for (int run = 0; run < 10_000; run++)
        {
            Feed(role, Mutate(good, random), random);
        }
        Feed(role, good, random);
        var observer = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(observer).Greet();
        peer.SendRequest(1, endStream: true);
        Assert.Single(observer.Accepted);
    }

    [Fact]
    public void Random_frames_with_valid_headers_never_harm()
    {
        var random = new Random(42);
        for (int run = 0; run < 400; run++)
        {
            var observer = new RecordingObserver();
            observer.OnAccept = stream => stream.SendHeaders(Samples.Response, null, endStream: random.Next(2) == 0);
            ScriptedPeer peer = ScriptedPeer.ForServer(observer).Greet();
            for (int i = 0; i < 100 && !peer.Transport.CloseAsked; i++)
            {
                byte[] payload = new byte[random.Next(4) == 0 ? random.Next(0, 50) : 8];
                random.NextBytes(payload);
                if (random.Next(3) == 0)
                {
                    peer.SendRequest((i * 2) + 1, random.Next(2) == 0);
                }
                else
                {
                    peer.SendFrame((FrameType)random.Next(0, 11), (FrameFlags)random.Next(256), random.Next(0, 12), payload);
                }
            }
            peer.Transport.End();
            Assert.Equal(0, peer.Connection.OpenStreams);
            Assert.Equal(0, peer.Connection.Counters.BytesUnconsumed);
        }
    }

    private static void Feed(Role role, byte[] bytes, Random random)
    {
        var observer = new RecordingObserver();
        observer.StreamObserver = () => observer.Stream(consumes: random.Next(2) == 0);
        ScriptedPeer peer = role == Role.Server ? ScriptedPeer.ForServer(observer) : ScriptedPeer.ForClient(observer);
        if (role == Role.Client)
        {
            for (int i = 0; i < 4; i++)
            {
                peer.Connection.TryOpenStream(observer.Stream(), Samples.Request, null, endStream: true, out _);
            }
        }
        for (int at = 0; at < bytes.Length;)
        {
            int piece = Math.Min(random.Next(1, 400), bytes.Length - at);
            peer.SendBytes(bytes.AsSpan(at, piece));
            at += piece;
        }
        peer.Transport.End();
        Assert.Equal(0, peer.Connection.OpenStreams);
    }

    private static byte[] Mutate(byte[] good, Random random)
    {
        byte[] bytes = (byte[])good.Clone();
        for (int i = random.Next(1, 6); i > 0; i--)
        {
            int at = random.Next(bytes.Length);
            switch (random.Next(5))
            {
                case 0:
                    bytes[at] = (byte)random.Next(256);
                    break;
                case 1:
                    bytes[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 2:
                    bytes = bytes[..at];
                    break;
                case 3:
                    bytes = [.. bytes[..at], .. bytes[random.Next(bytes.Length)..]];
                    break;
                default:
                    bytes = [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]];
                    break;
            }
            if (bytes.Length == 0)
            {
                return [0];
            }
        }
        return bytes;
    }

    private static byte[] RecordClient()
    {
        var bytes = new List<byte>();
        var client = Http2Connection.Create(Role.Client, new Http2Options(), new InMemoryTransport(_ => { }), _ => new RecordingObserver(), new FakeTimeProvider(), new Random(1));
        var observer = new RecordingObserver();
        var tail = new HeaderFields();
        tail.Add("grpc-timeout", "1S", HeaderIndexing.NameOnly);
        for (int i = 0; i < 4; i++)
        {
            client.TryOpenStream(observer.Stream(), Samples.Request, i % 2 == 0 ? tail : null, "hello, world"u8, endStream: i % 2 == 0, out Http2Stream? stream);
            stream!.SendData(new byte[300], endStream: true);
            if (i == 3)
            {
                stream.Reset(ErrorCode.Cancel);
            }
        }
        client.Drain();
        Collect(client, bytes);
        return [.. bytes];
    }

    private static byte[] RecordServer()
    {
        var bytes = new List<byte>();
        var observer = new RecordingObserver();
        ScriptedPeer peer = ScriptedPeer.ForServer(observer);
        peer.Transport.IsStuck = true;
        peer.SendPreface();
        peer.SendSettings();
        for (int id = 1; id < 9; id += 2)
        {
            peer.SendRequest(id, endStream: true);
            observer.Accepted[^1].SendResponse(Samples.Response, null, "hello"u8, Samples.Trailers);
        }
        peer.SendPing(4);
        Collect(peer.Connection, bytes);
        return [.. bytes];
    }

    private static void Collect(ITransportSession session, List<byte> bytes)
    {
        while (session.TryTakeOutput(out OutputBatch? batch))
        {
            for (int i = 0; i < batch.Count; i++)
            {
                bytes.AddRange(batch[i]);
            }
            session.OutputSent(batch);
        }
    }
}
