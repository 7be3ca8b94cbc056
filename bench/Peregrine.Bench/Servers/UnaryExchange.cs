using System.Buffers;
using System.Collections.Concurrent;
using Peregrine.Http2;

namespace Peregrine.Bench.Servers;

/// <summary>One unary call: observer of its stream and the work that its handler is. Reused.</summary>
internal sealed class UnaryExchange : Http2StreamObserver, IHttp2Work
{
    private static readonly ConcurrentQueue<UnaryExchange> s_free = new();

    private Http2Connection _connection = null!;
    private Http2Stream _stream = null!;
    private HandlerProfile? _profile;
    private Misbehaviour _misbehaviour = null!;
    private bool _pool;
    private byte[]? _message;
    private int _filled;
    private int _responseSize;
    private int _ends;

    public HandlerProfile? Profile => _profile;

    public static UnaryExchange Rent(Http2Connection connection, Http2Stream stream, HandlerProfile profile, Misbehaviour misbehaviour, bool pool)
    {
        if (!s_free.TryDequeue(out UnaryExchange? exchange)) exchange = new UnaryExchange();
        exchange._connection = connection;
        exchange._stream = stream;
        exchange._profile = profile;
        exchange._misbehaviour = misbehaviour;
        exchange._pool = pool;
        exchange._ends = 2;
        exchange._filled = 0;
        return exchange;
    }

    public override int OnData(Http2Stream stream, ReadOnlySpan<byte> data, bool endStream)
    {
        if (endStream && _filled == 0)
        {
            Begin(data);
            return data.Length;
        }

        if (_message is null || _filled + data.Length > _message.Length) Grow(data);
        data.CopyTo(_message.AsSpan(_filled));
        _filled += data.Length;
        if (endStream) Begin(_message.AsSpan(0, _filled));
        return data.Length;
    }

    public override void OnClosed(Http2Stream stream, in StreamEnd end) => Release();

    public void Execute()
    {
        if (_pool)
        {
            _pool = false;
            ThreadPool.UnsafeQueueUserWorkItem(this, preferLocal: false);
            return;
        }

        _misbehaviour.Act();
        _stream.SendResponse(GrpcHeaders.Response, null, GrpcFrame.SimpleResponse(_responseSize), GrpcHeaders.Ok);
        Release();
    }

    private void Begin(ReadOnlySpan<byte> framed)
    {
        _responseSize = GrpcFrame.Read(framed[GrpcFrame.Prefix..]).First;
        _connection.Schedule(this);
    }

    private void Grow(ReadOnlySpan<byte> data)
    {
        int whole = _filled == 0 && data.Length >= GrpcFrame.Prefix ? GrpcFrame.Length(data) + GrpcFrame.Prefix : (_filled + data.Length) * 2;
        byte[] larger = ArrayPool<byte>.Shared.Rent(whole);
        if (_message is not null)
        {
            _message.AsSpan(0, _filled).CopyTo(larger);
            ArrayPool<byte>.Shared.Return(_message);
        }

        _message = larger;
    }

    // The stream's end and the handler's end come in either order; the second one gives everything back.
    private void Release()
    {
        if (Interlocked.Decrement(ref _ends) != 0) return;
        if (_message is not null) ArrayPool<byte>.Shared.Return(_message);
        _message = null;
        _stream.Release();
        s_free.Enqueue(this);
    }
}
