using Peregrine.Protobuf;

namespace Peregrine;

/// <summary>Protocol Buffers messages: read from the receive buffer, written in one pass.</summary>
internal sealed class ProtobufMarshaller<T> : Marshaller<T>
    where T : class, IMessage<T>
{
    public static readonly ProtobufMarshaller<T> Instance = new();

    // Until the first long message that referred to nothing: its type has no long bytes fields, and pooled memory serves it better.
    private volatile bool _keepsBytes = true;

    internal override bool IsTrusted => true;

    internal override bool KeepsBytes => _keepsBytes;

    public override SerializedMessage Serialize(T message, int headroom, ref byte[] buffer)
    {
        (int start, int length) = MessageEncoding.Serialize(message, headroom, ref buffer);
        return new SerializedMessage(start, length);
    }

    internal override SerializedMessage Serialize(T message, int headroom, ref byte[] buffer, int leastApart, List<ArraySegment<byte>> pieces)
    {
        (int start, int length) = MessageEncoding.Serialize(message, headroom, ref buffer, leastApart, pieces);
        return new SerializedMessage(start, length);
    }

    public override T Deserialize(ReadOnlySpan<byte> payload) => T.Parser.ParseFrom(payload);

    internal override T DeserializeOwned(byte[] payload)
    {
        T message = T.Parser.ParseOwned(payload, out bool isKept);
        if (!isKept)
            _keepsBytes = false;
        return message;
    }
}
