using System.Buffers;

namespace Peregrine;

/// <summary>Bytes as they are.</summary>
internal sealed class RawMarshaller : Marshaller<byte[]>
{
    internal override bool IsTrusted => true;

    public override SerializedMessage Serialize(byte[] message, int headroom, ref byte[] buffer)
    {
        if (buffer.Length < headroom + message.Length)
        {
            ArrayPool<byte>.Shared.Return(buffer);
            buffer = ArrayPool<byte>.Shared.Rent(headroom + message.Length);
        }

        message.CopyTo(buffer, headroom);
        return new SerializedMessage(headroom, message.Length);
    }

    public override byte[] Deserialize(ReadOnlySpan<byte> payload) => payload.ToArray();

    internal override bool KeepsBytes => true;

    internal override byte[] DeserializeOwned(byte[] payload) => payload;
}
