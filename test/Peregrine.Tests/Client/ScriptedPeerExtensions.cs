using System.Buffers.Binary;
using System.Text;
using Peregrine.Http2.Frames;
using Peregrine.Testing;

namespace Peregrine.Tests.Client;

/// <summary>What a scripted server says in gRPC's terms.</summary>
internal static class ScriptedPeerExtensions
{
    /// <summary>A message with its prefix.</summary>
    public static byte[] Framed(string message, byte flag = 0)
    {
        byte[] payload = Encoding.UTF8.GetBytes(message);
        byte[] framed = new byte[payload.Length + 5];
        framed[0] = flag;
        BinaryPrimitives.WriteInt32BigEndian(framed.AsSpan(1), payload.Length);
        payload.CopyTo(framed, 5);
        return framed;
    }

    /// <summary>Reads a unary request: headers, then the message with END_STREAM.</summary>
    public static IReadOnlyList<(string Name, string Value)> ExpectUnary(this ScriptedPeer peer, int streamId, string message = "hi")
    {
        IReadOnlyList<(string Name, string Value)> headers = peer.ExpectHeaders(streamId, endStream: false);
        Assert.Equal(Framed(message), peer.ExpectData(streamId, endStream: true));
        return headers;
    }

    /// <summary>As <see cref="ExpectUnary"/>, for a request that another thread sends.</summary>
    public static async Task<IReadOnlyList<(string Name, string Value)>> ExpectUnaryAsync(this ScriptedPeer peer, int streamId, string message = "hi")
    {
        WireFrame frame = await peer.NextAsync();
        Assert.True(frame.Type == FrameType.Headers && frame.StreamId == streamId, $"expected HEADERS on {streamId}, got {frame}");
        IReadOnlyList<(string Name, string Value)> headers = peer.Decode(frame);
        WireFrame data = await peer.NextAsync();
        Assert.True(data.Type == FrameType.Data && data.StreamId == streamId && data.EndsStream, $"expected DATA on {streamId}, got {data}");
        Assert.Equal(Framed(message), data.Payload);
        return headers;
    }

    /// <summary>Everything that is sent on a stream until it ends, however it is cut into frames.</summary>
    public static byte[] ExpectAllData(this ScriptedPeer peer, int streamId)
    {
        List<byte> all = [];
        while (true)
        {
            WireFrame frame = peer.Next();
            Assert.True(frame.Type == FrameType.Data && frame.StreamId == streamId, $"expected DATA on {streamId}, got {frame}");
            all.AddRange(frame.Payload);
            if (frame.EndsStream)
                return [.. all];
        }
    }

    public static void SendMessage(this ScriptedPeer peer, int streamId, string message, bool endStream = false) =>
        peer.SendData(streamId, Framed(message), endStream);

    public static void SendTrailers(this ScriptedPeer peer, int streamId, int status = 0, params (string Name, string Value)[] more) =>
        peer.SendHeaders(streamId, endStream: true, [("grpc-status", $"{status}"), .. more]);

    /// <summary>The whole of a good unary response.</summary>
    public static void Answer(this ScriptedPeer peer, int streamId, string message = "ok")
    {
        peer.SendResponseHeaders(streamId);
        peer.SendMessage(streamId, message);
        peer.SendTrailers(streamId);
    }

    /// <summary>A status without headers and messages.</summary>
    public static void SendTrailersOnly(this ScriptedPeer peer, int streamId, int status, params (string Name, string Value)[] more) =>
        peer.SendResponseHeaders(streamId, endStream: true, [("grpc-status", $"{status}"), .. more]);
}
