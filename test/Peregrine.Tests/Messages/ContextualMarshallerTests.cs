using System.Buffers;
using System.Text;
using Peregrine.Tests.Server;

namespace Peregrine.Tests.Messages;

public class ContextualMarshallerTests
{
    private static readonly Marshaller<string> Writing = Marshallers.Create<string>(
        static (text, context) =>
        {
            context.SetPayloadLength(Encoding.UTF8.GetByteCount(text));
            Encoding.UTF8.GetBytes(text, context.GetBufferWriter());
            context.Complete();
        },
        static context => Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence()));

    [Fact]
    public async Task A_call_goes_through_contextual_marshallers_on_both_sides()
    {
        var method = new Method<string, string>(MethodType.Unary, "test.Contextual", "Echo", Writing, Writing);
        await using GrpcServer server = new GrpcServer("http://127.0.0.1:0").AddUnary(method, (request, _) => Task.FromResult(request + "!"));
        server.Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0]);
        string text = new('ä', 100_000);
        Assert.Equal(text + "!", await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, text));
        Assert.Equal("!", await channel.CreateCallInvoker().AsyncUnaryCall(method, null, default, ""));
    }

    [Fact]
    public void What_is_written_in_parts_grows_behind_the_headroom()
    {
        var marshaller = new Marshaller<StrongBox>(
            static (count, context) =>
            {
                IBufferWriter<byte> writer = context.GetBufferWriter();
                for (int i = 0; i < count.Value; i++)
                {
                    writer.GetSpan(1)[0] = (byte)i;
                    writer.Advance(1);
                }

                context.Complete();
            },
            static context => new StrongBox(context.PayloadLength));
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16);
        SerializedMessage written = marshaller.Serialize(new StrongBox(5000), 5, ref buffer);
        Assert.True(written.Start >= 5);
        Assert.Equal(Enumerable.Range(0, 5000).Select(i => (byte)i), buffer.AsSpan(written.Start, written.Length).ToArray());
        Assert.Equal(5000, marshaller.Deserialize(buffer.AsSpan(written.Start, written.Length)).Value);
        Assert.Equal(5000, marshaller.Serializer(new StrongBox(5000)).Length);
        ArrayPool<byte>.Shared.Return(buffer);
    }

    [Fact]
    public void An_array_is_taken_as_the_message()
    {
        var marshaller = new Marshaller<byte[]>(static (bytes, context) => context.Complete(bytes), static context => context.PayloadAsNewBuffer());
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16);
        byte[] message = [.. Enumerable.Range(0, 1000).Select(i => (byte)i)];
        SerializedMessage written = marshaller.Serialize(message, 5, ref buffer);
        Assert.Equal(message, buffer.AsSpan(written.Start, written.Length).ToArray());
        Assert.Equal(message, marshaller.Deserialize(message));
        ArrayPool<byte>.Shared.Return(buffer);
    }

    [Fact]
    public void A_message_has_one_end_and_a_context_ends_with_its_call()
    {
        Assert.Throws<InvalidOperationException>(() => Serialize(static (_, _) => { }));
        Assert.Throws<InvalidOperationException>(() => Serialize(static (_, context) =>
        {
            context.Complete([]);
            context.Complete();
        }));
        Assert.Throws<InvalidOperationException>(() => Serialize(static (_, context) =>
        {
            context.GetBufferWriter();
            context.Complete([]);
        }));
        Assert.Throws<InvalidOperationException>(() => Serialize(static (_, context) => context.GetBufferWriter().Advance(int.MaxValue)));
        DeserializationContext? kept = null;
        var keeping = new Marshaller<string>(static (_, context) => context.Complete([]), context =>
        {
            kept = context;
            return "";
        });
        keeping.Deserialize("hi"u8);
        Assert.Throws<InvalidOperationException>(() => kept!.PayloadAsNewBuffer());
    }

    [Fact]
    public void A_serializer_that_throws_ends_its_call_as_a_handler_that_throws_does()
    {
        var failing = new Marshaller<string>(static (_, _) => throw new FormatException("no"), static context => Encoding.UTF8.GetString(context.PayloadAsReadOnlySequence()));
        var method = new Method<string, string>(MethodType.Unary, "test.Contextual", "Fails", Marshallers.StringMarshaller, failing);
        using var caller = ScriptedCaller.To(binder => binder.AddUnary(method, (request, _) => Task.FromResult(request)));
        caller.Request(1, "/test.Contextual/Fails");
        caller.Message(1, "hi", end: true);
        Assert.Equal(StatusCode.Unknown, caller.Ended(1).Status);
    }

    private static void Serialize(Action<string, SerializationContext> serializer)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(16);
        try
        {
            new Marshaller<string>(serializer, static _ => "").Serialize("", 5, ref buffer);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private sealed record StrongBox(int Value);
}
