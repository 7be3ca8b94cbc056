using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Http2.Buffers;

/// <summary>
/// The batch that is being filled and the one that is being sent, and whether somebody has promised to flush. Guarded by the connection's gate,
/// except that a taken batch is the flusher's alone.
/// </summary>
internal sealed class OutputQueue
{
    private OutputBatch? _spare = new();
    private bool _flushPromised;

    /// <summary>Where frames are appended.</summary>
    public OutputBatch Filling { get; private set; } = new();

    /// <summary>The number of <see cref="Filling"/>; batches are sent in this order.</summary>
    public long FillingNumber { get; private set; } = 1;

    /// <summary>Whether a batch is with the engine.</summary>
    public bool IsSending { get; private set; }

    /// <summary>The bytes of all batches that were sent.</summary>
    public long BytesSent { get; private set; }

    /// <summary>The engine has begun a phase that ends with a flush.</summary>
    public void PromiseFlush() => _flushPromised = true;

    /// <summary>True when the caller must ask the transport for a flush, because nobody else has promised one.</summary>
    public bool ClaimFlush(bool more)
    {
        if (_flushPromised || (Filling.Length == 0 && !more))
        {
            return false;
        }
        _flushPromised = true;
        return true;
    }

    /// <summary>Takes what is there, and promises to come again; false ends the promise.</summary>
    public bool TryTake([NotNullWhen(true)] out OutputBatch? batch)
    {
        if (Filling.Length == 0)
        {
            _flushPromised = false;
            batch = null;
            return false;
        }
        batch = Filling;
        Filling = _spare ?? new OutputBatch();
        _spare = null;
        FillingNumber++;
        IsSending = true;
        return true;
    }

    /// <summary>The batch is sent; its memory has been returned.</summary>
    public void Sent(OutputBatch batch, int bytes)
    {
        BytesSent += bytes;
        IsSending = false;
        _spare = batch;
    }
}
