using Peregrine.Http2.Streams;

namespace Peregrine.Http2;

/// <summary>The streams of a connection by id: open ones, ids used so far, how the last ones ended, and objects to use again. Guarded by the connection's gate.</summary>
internal sealed class StreamTable(Http2Connection connection)
{
    private const int MaxPooled = 1024;

    private readonly ClosedStreams _closed = new();
    private Http2Stream?[] _buckets = new Http2Stream?[16];
    private Http2Stream? _pool;

    /// <summary>Objects that wait to be used again.</summary>
    public int Pooled { get; private set; }

    /// <summary>Streams that are open, by whomever.</summary>
    public int Count { get; private set; }

    /// <summary>Open streams that the peer opened.</summary>
    public int PeerCount { get; private set; }

    /// <summary>Open streams that we opened.</summary>
    public int OwnCount => Count - PeerCount;

    /// <summary>The highest id of the peer's streams so far. Set on the loop.</summary>
    public int LastPeer { get; set; }

    /// <summary>All streams there ever were.</summary>
    public long Opened { get; private set; }

    /// <summary>The open stream with that id.</summary>
    public Http2Stream? Find(int id)
    {
        Http2Stream? stream = _buckets[(id >> 1) & (_buckets.Length - 1)];
        while (stream is not null && stream.Id != id)
        {
            stream = stream.NextInBucket;
        }
        return stream;
    }

    /// <summary>Makes a stream and enters it.</summary>
    public Http2Stream Add(int id, bool byPeer, int sendWindow, int receiveWindow)
    {
        Http2Stream stream = Rent();
        stream.Begin(id, byPeer, sendWindow, receiveWindow);
        if (Count >= _buckets.Length * 2)
        {
            Resize(_buckets.Length * 4);
        }
        ref Http2Stream? bucket = ref _buckets[(id >> 1) & (_buckets.Length - 1)];
        stream.NextInBucket = bucket;
        bucket = stream;
        Count++;
        Opened++;
        if (byPeer)
        {
            PeerCount++;
        }
        return stream;
    }

    /// <summary>Takes a closed stream out and remembers how it ended.</summary>
    public void Remove(Http2Stream stream, ClosedBy how)
    {
        ref Http2Stream? at = ref _buckets[(stream.Id >> 1) & (_buckets.Length - 1)];
        while (!ReferenceEquals(at, stream))
        {
            at = ref at!.NextInBucket;
        }
        at = stream.NextInBucket;
        stream.NextInBucket = null;
        Count--;
        if (stream.ByPeer)
        {
            PeerCount--;
        }
        _closed.Remember(stream.Id, how);
    }

    /// <summary>A stream that never came into being was refused.</summary>
    public void RememberRefused(int id) => _closed.Remember(id, ClosedBy.OurReset);

    /// <summary>How a stream that is not open any more ended.</summary>
    public ClosedBy Recall(int id) => _closed.Recall(id);

    /// <summary>Takes an object back for another stream.</summary>
    public void Return(Http2Stream stream)
    {
        if (Pooled < MaxPooled)
        {
            Pooled++;
            stream.NextInBucket = _pool;
            _pool = stream;
        }
    }

    /// <summary>Nothing was open for a while: what a burst left is given up.</summary>
    public void TrimPool()
    {
        _pool = null;
        Pooled = 0;
    }

    /// <summary>Adds every open stream to <paramref name="all"/>.</summary>
    public void CopyTo(List<Http2Stream> all)
    {
        foreach (Http2Stream? first in _buckets)
        {
            for (Http2Stream? stream = first; stream is not null; stream = stream.NextInBucket)
            {
                all.Add(stream);
            }
        }
    }

    /// <summary>Does something with every stream that is open now, which may change the table.</summary>
    public void ForEach(Action<Http2Stream> act)
    {
        var all = new List<Http2Stream>(Count);
        CopyTo(all);
        all.ForEach(act);
    }

    private Http2Stream Rent()
    {
        if (_pool is not { } stream)
        {
            return new Http2Stream(connection);
        }
        _pool = stream.NextInBucket;
        Pooled--;
        stream.NextInBucket = null;
        return stream;
    }

    private void Resize(int buckets)
    {
        var all = new List<Http2Stream>(Count);
        CopyTo(all);
        _buckets = new Http2Stream?[buckets];
        foreach (Http2Stream stream in all)
        {
            ref Http2Stream? bucket = ref _buckets[(stream.Id >> 1) & (buckets - 1)];
            stream.NextInBucket = bucket;
            bucket = stream;
        }
    }
}
