using Peregrine.Protobuf;

namespace Peregrine;

/// <summary>Protocol Buffers messages: read from the receive buffer, written in one pass.</summary>
internal sealed class ProtobufMarshaller<T> : Marshaller<T>
    where T : class, IMessage<T>
{
    public static readonly ProtobufMarshaller<T> Instance = new();

    internal override bool IsTrusted => true;

    public override SerializedMessage Serialize(T message, int headroom, ref byte[] buffer)
    {
        (int start, int length) = MessageEncoding.Serialize(message, headroom, ref buffer);
        return new SerializedMessage(start, length);
    }

    public override T Deserialize(ReadOnlySpan<byte> payload) => T.Parser.ParseFrom(payload);
}
