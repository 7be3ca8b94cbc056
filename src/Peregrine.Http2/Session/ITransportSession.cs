using System.Diagnostics.CodeAnalysis;
using Peregrine.Http2.Buffers;

namespace Peregrine.Http2;

/// <summary>
/// What an engine drives: <c>Receive</c>, then <c>TryDequeueWork</c> until it is empty, then a flush. Implemented by <see cref="Http2Connection"/> and by the
/// echo sessions that measure engines alone.
/// </summary>
internal interface ITransportSession
{
    /// <summary>Parses whole frames and returns the bytes used; the engine keeps the rest and calls again with it in front. One thread at a time. Never blocks or throws.</summary>
    int Receive(ReadOnlySpan<byte> bytes);

    /// <summary>Where the bytes that come next may be received, instead of in the engine's own memory; mostly nowhere. The loop, between two calls of <see cref="Receive(ReadOnlySpan{byte})"/>.</summary>
    ArraySegment<byte> Room => default;

    /// <summary>As the other overload, where bytes came into the front of <see cref="Room"/> before those in <paramref name="bytes"/>. The return value counts the latter.</summary>
    int Receive(ReadOnlySpan<byte> inRoom, ReadOnlySpan<byte> bytes) => Receive(bytes);

    /// <summary>Takes one piece of scheduled work. The loop only; after a steal, the thread that took the loop over.</summary>
    bool TryDequeueWork([NotNullWhen(true)] out IHttp2Work? work);

    /// <summary>Takes what is to be sent. One flusher at a time, on any thread. After a batch is sent the flusher calls <see cref="OutputSent"/> and this again, until false.</summary>
    bool TryTakeOutput([NotNullWhen(true)] out OutputBatch? batch);

    /// <summary>All bytes of the batch are with the kernel.</summary>
    void OutputSent(OutputBatch batch);

    /// <summary>The transport is gone. Exactly once, after the last <see cref="Receive(ReadOnlySpan{byte})"/>; work enqueued here is still run.</summary>
    void Closed(TransportError why);
}
