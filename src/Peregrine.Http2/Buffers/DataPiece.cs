using Peregrine.Http2.Buffers;

namespace Peregrine.Http2;

/// <summary>A part of something that is sent, such as a message that is not in one array.</summary>
/// <param name="Bytes">The bytes.</param>
/// <param name="IsLasting">Whether they may be referred to for as long as one likes, because nobody changes them any more; otherwise they are lent for the call, and copied.</param>
public readonly record struct DataPiece(ArraySegment<byte> Bytes, bool IsLasting)
{
    /// <summary>Pooled memory that the bytes lie in and that may be referred to by holding it; null where it is lasting, or lent for the call only.</summary>
    internal SharedBuffer? Home { get; init; }

    /// <summary>The bytes of all pieces.</summary>
    public static int Sum(ReadOnlySpan<DataPiece> pieces)
    {
        int sum = 0;
        foreach (DataPiece piece in pieces)
        {
            sum = checked(sum + piece.Bytes.Count);
        }
        return sum;
    }
}
