using System.Buffers;
using System.Threading.Tasks.Sources;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>
/// The responses of a streaming call: filled by the transport, emptied by the user, with flow-control credit given back as messages are taken
/// (rule 36). One reader at a time.
/// </summary>
/// <remarks>
/// Status ordering (rule 1): a status that the server sent comes after the messages before it; one that this side inferred or decided comes at once,
/// and what was still buffered is dropped.
/// </remarks>
internal sealed class ResponseReader<TResponse>(Marshaller<TResponse> marshaller, ClientCallStream stream, StreamingControl control, Action abandon)
    : IAsyncStreamReader<TResponse>, IAsyncEnumerator<TResponse>, IValueTaskSource<bool>, IHttp2Work
    where TResponse : class
{
    private static readonly Task<bool> s_true = Task.FromResult(true);
    private static readonly Task<bool> s_false = Task.FromResult(false);

    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly Queue<Received> _messages = new();
    private CallOutcome? _outcome;
    private bool _isReading;
    private Exception? _parseFailure;

    // The pending read: set by the reader, completed once by whoever clears _isReading.
    private ManualResetValueTaskSourceCore<bool> _read;
    private TResponse? _current;
    private CancellationToken _enumeration;
    private CancellationTokenRegistration _cancellation;
    private CancellationToken _cancelledBy;

    public TResponse Current => _current ?? throw new InvalidOperationException("there is no current message: MoveNext has not returned true");

    HandlerProfile? IHttp2Work.Profile => null;

    IAsyncEnumerator<TResponse> IAsyncEnumerable<TResponse>.GetAsyncEnumerator(CancellationToken cancellationToken)
    {
        _enumeration = cancellationToken;
        return this;
    }

    public Task<bool> MoveNext(CancellationToken cancellationToken)
    {
        ValueTask<bool> next = MoveNextCore(cancellationToken);
        if (next.IsCompletedSuccessfully)
            return next.Result ? s_true : s_false;
        return next.AsTask();
    }

    public ValueTask<bool> MoveNextAsync() => MoveNextCore(_enumeration);

    /// <summary>Leaving an <c>await foreach</c> early ends the call; after its end this does nothing.</summary>
    public ValueTask DisposeAsync()
    {
        bool unfinished;
        lock (_gate)
            unfinished = _outcome is null;
        if (unfinished)
            abandon();
        return default;
    }

    /// <summary>Transport: a message came. It is parsed here when its marshaller is known to be quick.</summary>
    public void Add(ReadOnlySpan<byte> payload, int wireBytes)
    {
        if (marshaller.IsTrusted)
        {
            Enqueue(Parse(payload, null, wireBytes, stream.IsMessageCompressed));
            return;
        }
        byte[] raw = ArrayPool<byte>.Shared.Rent(Math.Max(payload.Length, 1));
        payload.CopyTo(raw);
        Enqueue(new Received(null, raw, payload.Length, wireBytes, stream.IsMessageCompressed, null));
    }

    /// <summary>Whether long messages are wanted by <see cref="AddOwned"/>.</summary>
    public bool WantsOwned => marshaller.KeepsBytes;

    /// <summary>Transport: a long message came, in an array that it may keep.</summary>
    public void AddOwned(byte[] payload, int wireBytes) => Enqueue(Parse(default, payload, wireBytes, isCompressed: false));

    /// <summary>The call is over.</summary>
    public void OnEnded(CallOutcome outcome)
    {
        bool wake;
        lock (_gate)
        {
            _outcome = outcome;
            if (outcome.Status.Origin == StatusOrigin.Local)
                DropBuffered();
            wake = _isReading;
            _isReading = false;
        }
        if (wake)
            stream.Schedule(this);
    }

    void IThreadPoolWorkItem.Execute()
    {
        _cancellation.Dispose();
        bool moved;
        try
        {
            moved = Take();
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            _read.SetException(e);
            return;
        }
        _read.SetResult(moved);
    }

    bool IValueTaskSource<bool>.GetResult(short token) => _read.GetResult(token);

    ValueTaskSourceStatus IValueTaskSource<bool>.GetStatus(short token) => _read.GetStatus(token);

    void IValueTaskSource<bool>.OnCompleted(Action<object?> continuation, object? state, short token, ValueTaskSourceOnCompletedFlags flags) =>
        _read.OnCompleted(continuation, state, token, flags);

    private ValueTask<bool> MoveNextCore(CancellationToken cancellationToken)
    {
        if (cancellationToken.IsCancellationRequested)
        {
            abandon();
            return ValueTask.FromCanceled<bool>(cancellationToken);
        }
        short version;
        lock (_gate)
        {
            if (_isReading)
                return ValueTask.FromException<bool>(new InvalidOperationException("a read is under way: a stream has one reader at a time"));
            if (_messages.Count == 0 && _outcome is null)
            {
                _read.Reset();
                version = _read.Version;
                _cancelledBy = default;
                _isReading = true;
            }
            else
            {
                version = -1;
            }
        }
        if (version == -1)
            return TakeNow();
        if (cancellationToken.CanBeCanceled)
            WatchToken(cancellationToken, version);
        return new ValueTask<bool>(this, version);
    }

    private void WatchToken(CancellationToken cancellationToken, short version)
    {
        // As in gRPC for .NET, the token of a read ends the call, because a message half waited for cannot be given back.
        CancellationTokenRegistration watch = cancellationToken.UnsafeRegister(static state => ((ResponseReader<TResponse>)state!).Abandon(), this);
        lock (_gate)
        {
            if (_isReading && _read.Version == version)
            {
                _cancelledBy = cancellationToken;
                _cancellation = watch;
                return;
            }
        }
        // The read has come to its end meanwhile: the token is not its any more. When it was the token that ended it, nothing is left to undo.
        watch.Dispose();
    }

    private void Abandon() => abandon();

    private ValueTask<bool> TakeNow()
    {
        try
        {
            return new ValueTask<bool>(Take());
        }
        catch (Exception e) when (e is RpcException or OperationCanceledException)
        {
            return ValueTask.FromException<bool>(e);
        }
    }

    /// <summary>The next message becomes the current one; false or throws at the end.</summary>
    private bool Take()
    {
        Received next;
        lock (_gate)
        {
            if (!_messages.TryDequeue(out next))
            {
                _current = null;
                if (_parseFailure is not null)
                    throw _parseFailure;
                if (_outcome!.IsOk)
                    return false;
                throw _cancelledBy.IsCancellationRequested && _outcome.Status.StatusCode == StatusCode.Cancelled
                    ? new OperationCanceledException(_outcome.Status.Detail, _cancelledBy)
                    : _outcome.ToException();
            }
        }
        if (next.Raw is not null)
        {
            byte[] raw = next.Raw;
            next = Parse(raw.AsSpan(0, next.RawLength), null, next.WireBytes, next.IsCompressed);
            ArrayPool<byte>.Shared.Return(raw);
        }
        if (next.Failure is { } failure)
        {
            _parseFailure = new RpcException(failure);
            abandon();
            throw _parseFailure;
        }
        stream.Consume(next.WireBytes);
        control.IsCurrentCompressed = next.IsCompressed;
        _current = next.Message;
        return true;
    }

    private void Enqueue(in Received received)
    {
        bool wake;
        lock (_gate)
        {
            if (_outcome is not null)
                return;
            _messages.Enqueue(received);
            wake = _isReading;
            _isReading = false;
        }
        if (wake)
            stream.Schedule(this);
    }

    private Received Parse(ReadOnlySpan<byte> payload, byte[]? owned, int wireBytes, bool isCompressed)
    {
        try
        {
            TResponse message = owned is null ? marshaller.Deserialize(payload) : marshaller.DeserializeOwned(owned);
            return new Received(message, null, 0, wireBytes, isCompressed, null);
        }
        catch (Exception e) when (e is not OutOfMemoryException)
        {
            return new Received(null, null, 0, wireBytes, isCompressed, new Status(StatusCode.Internal, $"a response could not be parsed: {e.Message}", e));
        }
    }

    private void DropBuffered()
    {
        while (_messages.TryDequeue(out Received dropped))
        {
            if (dropped.Raw is not null)
                ArrayPool<byte>.Shared.Return(dropped.Raw);
        }
    }

    private readonly record struct Received(TResponse? Message, byte[]? Raw, int RawLength, int WireBytes, bool IsCompressed, Status? Failure);
}
