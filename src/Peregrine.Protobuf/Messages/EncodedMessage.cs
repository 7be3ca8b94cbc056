using System.Buffers;

namespace Peregrine.Protobuf;

/// <summary>
/// A message in the wire format, borrowed for one call: what the writer has in its buffer, and between it the large <c>bytes</c> values that were left where they are, so that they are
/// copied once, to where the message goes.
/// </summary>
internal readonly ref struct EncodedMessage
{
    private readonly ReadOnlySpan<byte> _buffered;

    // The last in the message first. FromEnd: how many bytes of the buffer come after the value.
    private readonly List<(int FromEnd, ByteString Bytes)>? _apart;

    public EncodedMessage(ReadOnlySpan<byte> buffered, List<(int FromEnd, ByteString Bytes)>? apart, int length)
    {
        _buffered = buffered;
        _apart = apart;
        Length = length;
    }

    public int Length { get; }

    // Values that are apart, and what is before, between and after them.
    private int Pieces => (2 * Apart) + 1;

    private int Apart => _apart?.Count ?? 0;

    public byte[] ToArray()
    {
        byte[] array = FreshArray.ToBeFilled<byte>(Length);
        CopyTo(array);
        return array;
    }

    public void CopyTo(Span<byte> destination)
    {
        if (destination.Length < Length)
            throw new ArgumentException($"the message of {Length} bytes does not fit into {destination.Length}", nameof(destination));
        for (int i = 0; i < Pieces; i++)
        {
            ReadOnlySpan<byte> piece = Piece(i);
            piece.CopyTo(destination);
            destination = destination[piece.Length..];
        }
    }

    public void WriteTo(IBufferWriter<byte> destination)
    {
        for (int i = 0; i < Pieces; i++)
            destination.Write(Piece(i));
    }

    public void WriteTo(Stream stream)
    {
        for (int i = 0; i < Pieces; i++)
            stream.Write(Piece(i));
    }

    private ReadOnlySpan<byte> Piece(int index)
    {
        int apart = Apart - 1 - (index / 2);
        if (index % 2 == 1)
            return _apart![apart].Bytes.Span;
        int from = index == 0 ? _buffered.Length : _apart![apart + 1].FromEnd;
        int to = apart < 0 ? 0 : _apart![apart].FromEnd;
        return _buffered.Slice(_buffered.Length - from, from - to);
    }
}
