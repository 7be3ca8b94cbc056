using System.Runtime.InteropServices;
using Peregrine.Http2;
using Peregrine.Http2.Frames;
using Peregrine.Protobuf;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Testing;

namespace Peregrine.Tests.Server;

/// <summary>What is still to come of a long message is received where its <c>bytes</c> are to lie, in all kinds of calls and on both sides.</summary>
public class ReceivedInPlaceTests
{
    private const int Bytes = 60_000;
    private const int InFirst = 5_000;

    public static TheoryData<MethodType> Kinds => [MethodType.Unary, MethodType.ServerStreaming, MethodType.ClientStreaming, MethodType.DuplexStreaming];

    [Theory, MemberData(nameof(Kinds))]
    public void A_long_request_is_received_into_the_array_that_it_keeps(MethodType kind)
    {
        BytesValue? request = null;
        using ScriptedCaller caller = ScriptedCaller.To(binder => Bind(binder, kind, message => request = message));
        caller.Request(1, $"/test.Long/{kind}");
        byte[] array = SendMessage(caller.Connection);
        caller.HalfClose(1);
        caller.Pump();
        Check(array, request);
    }

    [Theory, MemberData(nameof(Kinds))]
    public async Task A_long_response_is_received_into_the_array_that_it_keeps(MethodType kind)
    {
        await using Client.ScriptedChannel script = await Client.ScriptedChannel.ConnectAsync();
        Method<BytesValue, BytesValue> method = MethodOf(kind);
        CallInvoker invoker = script.Invoker;
        Task<BytesValue> response = kind switch
        {
            MethodType.Unary => Start(invoker.AsyncUnaryCall(method, null, default, new BytesValue())),
            MethodType.ClientStreaming => Start(invoker.AsyncClientStreamingCall(method, null, default)),
            MethodType.ServerStreaming => ReadAsync(invoker.AsyncServerStreamingCall(method, null, default, new BytesValue()).ResponseStream),
            _ => ReadAsync(invoker.AsyncDuplexStreamingCall(method, null, default).ResponseStream),
        };
        script.Peer.SendResponseHeaders(1);
        byte[] array = SendMessage(script.Peer.Connection);
        Client.ScriptedPeerExtensions.SendTrailers(script.Peer, 1);
        Check(array, await response);
    }

    private static Task<BytesValue> Start(AsyncUnaryCall<BytesValue> call) => call.ResponseAsync;

    private static Task<BytesValue> Start(AsyncClientStreamingCall<BytesValue, BytesValue> call) => call.ResponseAsync;

    private static async Task<BytesValue> ReadAsync(IAsyncStreamReader<BytesValue> responses)
    {
        Assert.True(await responses.MoveNext());
        return responses.Current;
    }

    private static void Check(byte[] array, BytesValue? message)
    {
        Assert.NotNull(message);
        Assert.True(MemoryMarshal.TryGetArray(message.Value.Memory, out ArraySegment<byte> kept));
        Assert.Same(array, kept.Array);
        Assert.True(message.Value.Span.IndexOfAnyExcept((byte)7) < 0);
        Assert.Equal(Bytes, message.Value.Length);
    }

    // As an engine does: the beginning of a frame from its buffer, the rest into the room that there is for it.
    private static byte[] SendMessage(ITransportSession session)
    {
        var message = new BytesValue { Value = ByteString.FromOwned([.. Enumerable.Repeat((byte)7, Bytes)]) };
        byte[] payload = [.. new byte[5], .. message.ToByteArray()];
        Peregrine.Framing.MessagePrefix.Write(payload, compressed: false);
        byte[]? array = null;
        for (int at = 0; at < payload.Length; at += 16_384)
        {
            int length = Math.Min(16_384, payload.Length - at);
            byte[] frame = new WireFrame(FrameType.Data, FrameFlags.None, 1, payload[at..(at + length)]).ToBytes();
            int first = Math.Min(InFirst, frame.Length);
            Assert.Equal(first, session.Receive(frame.AsSpan(0, first)));
            if (session.Room is not { Count: > 0 } room)
            {
                Assert.Equal(frame.Length - first, session.Receive(frame.AsSpan(first)));
                continue;
            }

            array = room.Array;
            frame.AsSpan(first).CopyTo(room);
            session.Receive(room[..(frame.Length - first)], default);
        }

        Assert.NotNull(array);
        return array;
    }

    private static Method<BytesValue, BytesValue> MethodOf(MethodType kind) =>
        new(kind, "test.Long", kind.ToString(), Marshallers.For<BytesValue>(), Marshallers.For<BytesValue>());

    private static void Bind(ServiceBinder binder, MethodType kind, Action<BytesValue> keep)
    {
        Method<BytesValue, BytesValue> method = MethodOf(kind);
        switch (kind)
        {
            case MethodType.Unary:
                binder.AddUnary(method, (request, _) => Answer(request));
                break;
            case MethodType.ServerStreaming:
                binder.AddServerStreaming(method, (request, _, _) => Answer(request));
                break;
            case MethodType.ClientStreaming:
                binder.AddClientStreaming(method, async (requests, _) => await Answer(await ReadAsync(requests)));
                break;
            default:
                binder.AddDuplexStreaming(method, async (requests, _, _) => await Answer(await ReadAsync(requests)));
                break;
        }

        Task<BytesValue> Answer(BytesValue request)
        {
            keep(request);
            return Task.FromResult(new BytesValue());
        }
    }
}
