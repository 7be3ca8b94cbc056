using System.Buffers;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// The messages of one call, framed, as long as they may have to be sent (again). Short ones are copied in; of long ones, in pieces, what never changes or is shared is kept where it is.
/// Guarded by its call, which clears it.
/// </summary>
internal sealed class ReplayBuffer(ReplayBudget budget, int limit)
{
    private readonly List<Kept> _messages = [];
    private int _charged;

    public int Count => _messages.Count;

    public long Bytes { get; private set; }

    /// <summary>Keeps a message, in one span or in pieces, if the limits of the call and of the channel allow it to be kept for replay.</summary>
    public bool TryAdd(ReadOnlySpan<byte> framed, ReadOnlySpan<DataPiece> pieces, WriteFlags flags)
    {
        int length = framed.Length + DataPiece.Sum(pieces);
        if (Bytes + length > limit || !budget.TryTake(length))
            return false;
        _charged += length;
        Append(framed, pieces, flags);
        return true;
    }

    /// <summary>Keeps a message that has nowhere else to go because the call has no stream yet; it is not kept once sent.</summary>
    public void AddUnsent(ReadOnlySpan<byte> framed, ReadOnlySpan<DataPiece> pieces, WriteFlags flags) => Append(framed, pieces, flags);

    /// <summary>The length of the message at <paramref name="index"/>, its prefix included.</summary>
    public int Length(int index) => _messages[index].Length;

    /// <summary>Opens the call on <paramref name="stream"/> with the only message.</summary>
    public StreamStart TryStartUnary(TransportCallStream stream, in CallHead head)
    {
        Kept only = _messages[0];
        return only.Pieces is { } pieces ? stream.TryStartUnary(head, pieces, only.Flags) : stream.TryStartUnary(head, only.Framed, only.Flags);
    }

    /// <summary>Sends the message at <paramref name="index"/> on <paramref name="stream"/>, which may overwrite its prefix.</summary>
    public bool Write(int index, TransportCallStream stream)
    {
        Kept message = _messages[index];
        return message.Pieces is { } pieces ? stream.Write(pieces, message.Flags) : stream.Write(message.Framed, message.Flags);
    }

    public void Clear()
    {
        foreach (Kept message in _messages)
            message.Release();
        _messages.Clear();
        Bytes = 0;
        budget.Return(_charged);
        _charged = 0;
    }

    private void Append(ReadOnlySpan<byte> framed, ReadOnlySpan<DataPiece> pieces, WriteFlags flags)
    {
        Kept message = pieces.IsEmpty ? Copy(framed, flags) : Keep(pieces, flags);
        _messages.Add(message);
        Bytes += message.Length;
    }

    private static Kept Copy(ReadOnlySpan<byte> framed, WriteFlags flags)
    {
        byte[] array = ArrayPool<byte>.Shared.Rent(framed.Length);
        framed.CopyTo(array);
        return new Kept(array, framed.Length, null, flags);
    }

    private static Kept Keep(ReadOnlySpan<DataPiece> pieces, WriteFlags flags)
    {
        int lent = 0;
        foreach (DataPiece piece in pieces)
            lent += IsLent(piece) ? piece.Bytes.Count : 0;
        byte[] copies = ArrayPool<byte>.Shared.Rent(Math.Max(lent, 1));
        var kept = new DataPiece[pieces.Length];
        int copied = 0;
        for (int i = 0; i < pieces.Length; i++)
        {
            DataPiece piece = pieces[i];
            piece.Home?.Hold();
            if (IsLent(piece))
            {
                piece.Bytes.AsSpan().CopyTo(copies.AsSpan(copied));
                piece = new DataPiece(new ArraySegment<byte>(copies, copied, piece.Bytes.Count), IsLasting: false);
                copied += piece.Bytes.Count;
            }
            kept[i] = piece;
        }
        return new Kept(copies, DataPiece.Sum(kept), kept, flags);
    }

    private static bool IsLent(DataPiece piece) => !piece.IsLasting && piece.Home is null;

    // The array is pooled: the message, or what had to be copied of its pieces.
    private readonly record struct Kept(byte[] Array, int Length, DataPiece[]? Pieces, WriteFlags Flags)
    {
        public Span<byte> Framed => Array.AsSpan(0, Length);

        public void Release()
        {
            foreach (DataPiece piece in Pieces ?? [])
                piece.Home?.Release();
            ArrayPool<byte>.Shared.Return(Array);
        }
    }
}
