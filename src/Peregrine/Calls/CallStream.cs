using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine;

/// <summary>
/// One call as its transport carries it: <c>Headers? Message* Trailers</c> in each direction, messages as bytes, one terminal event.
/// The outbound half, callable from any thread but by one caller at a time; the inbound half is a <see cref="CallListener"/>.
/// After the terminal event every method does nothing. HTTP/2 and in-process implement it; retry wraps it.
/// </summary>
public abstract class CallStream
{
    /// <summary>The free bytes that have to lie in front of a payload for the gRPC prefix (flag and length).</summary>
    public const int Headroom = 5;

    /// <summary>The other side.</summary>
    public abstract CallPeer Peer { get; }

    /// <summary>Sends a message.</summary>
    /// <param name="framed">
    /// The payload with <see cref="Headroom"/> bytes in front of it, which the transport may overwrite. Borrowed for the call.
    /// </param>
    /// <param name="flags">How to write it.</param>
    /// <returns>False when the peer does not keep up: the next message should wait for <see cref="CallListener.OnWritable"/>.</returns>
    public abstract bool Write(Span<byte> framed, WriteFlags flags);

    /// <summary>As the other overload, for a long message in pieces; the first of them has the headroom in front.</summary>
    internal virtual bool Write(ReadOnlySpan<DataPiece> framed, WriteFlags flags)
    {
        if (framed.Length == 1)
            return Write(framed[0].Bytes.AsSpan(), flags);
        using OwnedBuffer whole = OwnedBuffer.Copy(framed);
        return Write(whole.Segment.AsSpan(), flags);
    }

    /// <summary>Sends a message the way that spares most copies.</summary>
    internal bool Write(MessageScratch message, WriteFlags flags) =>
        message.Pieces.IsEmpty ? Write(message.Framed, flags) : Write(message.Pieces, flags);

    /// <summary>Gives back flow-control credit for a message that the application has taken.</summary>
    public abstract void Consume(int wireBytes);

    /// <summary>Ends the call now, without waiting for the peer. The first terminal event wins; later ones are ignored.</summary>
    public abstract void Cancel(in Status status);
}
