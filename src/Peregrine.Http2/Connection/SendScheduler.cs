using System.Diagnostics.CodeAnalysis;

namespace Peregrine.Http2;

/// <summary>
/// The streams that have bytes to send and a window to send them, taking turns of at most one frame each: fair by bytes. An intrusive list, guarded by
/// the connection's gate.
/// </summary>
internal sealed class SendScheduler
{
    private Http2Stream? _first;
    private Http2Stream? _last;

    /// <summary>Whether nobody waits.</summary>
    public bool IsEmpty => _first is null;

    /// <summary>Puts a stream behind the others, unless it waits already.</summary>
    public void Enqueue(Http2Stream stream)
    {
        if (stream.IsScheduled)
        {
            return;
        }
        stream.IsScheduled = true;
        stream.PreviousScheduled = _last;
        stream.NextScheduled = null;
        if (_last is null)
        {
            _first = stream;
        }
        else
        {
            _last.NextScheduled = stream;
        }
        _last = stream;
    }

    /// <summary>Takes the stream whose turn it is.</summary>
    public bool TryDequeue([NotNullWhen(true)] out Http2Stream? stream)
    {
        stream = _first;
        if (stream is not null)
        {
            Remove(stream);
        }
        return stream is not null;
    }

    /// <summary>Takes a stream out, wherever it stands.</summary>
    public void Remove(Http2Stream stream)
    {
        if (!stream.IsScheduled)
        {
            return;
        }
        if (stream.PreviousScheduled is { } previous)
        {
            previous.NextScheduled = stream.NextScheduled;
        }
        else
        {
            _first = stream.NextScheduled;
        }
        if (stream.NextScheduled is { } next)
        {
            next.PreviousScheduled = stream.PreviousScheduled;
        }
        else
        {
            _last = stream.PreviousScheduled;
        }
        stream.PreviousScheduled = stream.NextScheduled = null;
        stream.IsScheduled = false;
    }
}
