using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// A call on one connection: one attempt. Made for one listener and started once; a start that does not succeed leaves no trace. Its owner calls
/// <see cref="Release"/> when it will not touch it again, which lets the transport use the object for another call.
/// </summary>
internal abstract class TransportCallStream : ClientCallStream
{
    /// <summary>Where calls of the channel find their connections.</summary>
    public abstract CallRouter Router { get; }

    /// <summary>Bytes of messages sent so far, as they were on the wire without their prefixes.</summary>
    public long SentBytes { get; protected set; }

    /// <summary>Opens the call. After a <see cref="CallStream.Cancel"/> it is not sent, and counts as started.</summary>
    public abstract StreamStart TryStart(in CallHead head);

    /// <summary>Opens the call, sends its only message and ends the sending: the same bytes as the three steps, in one.</summary>
    public abstract StreamStart TryStartUnary(in CallHead head, Span<byte> framed, WriteFlags flags);

    /// <summary>As the other overload, for a long message in pieces; the first of them has the headroom in front.</summary>
    public virtual StreamStart TryStartUnary(in CallHead head, ReadOnlySpan<DataPiece> framed, WriteFlags flags)
    {
        if (framed.Length == 1)
            return TryStartUnary(head, framed[0].Bytes.AsSpan(), flags);
        using OwnedBuffer whole = OwnedBuffer.Copy(framed);
        return TryStartUnary(head, whole.Segment.AsSpan(), flags);
    }

    /// <summary>After <see cref="StreamStart.StreamLimit"/>: queues the call until the connection has a free stream. False when it has one already, or is gone.</summary>
    public abstract bool TryWaitForSlot(ClientCall call);

    /// <summary>A call that waits for a free stream does not want one any more.</summary>
    public abstract void StopWaitingForSlot(ClientCall call);

    /// <summary>The owner's last touch.</summary>
    public abstract void Release();

    public sealed override void Start(in CallHead head) => throw new NotSupportedException("a call on a connection is started by TryStart");
}
