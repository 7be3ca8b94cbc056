namespace Peregrine.Testing;

/// <summary>
/// A client's call that a fault happens to: the call itself is made when the fault lets it be made, or never. Any thread. Ends with <see cref="Dispose"/>, or with the call.
/// </summary>
internal sealed class FaultyCall<TCall> : IDisposable
    where TCall : class, IDisposable
{
    private readonly Fault _fault;
    private readonly CallOptions _options;
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _disposed = new();
    private RpcException? _end;

    /// <param name="fault">What happens.</param>
    /// <param name="isEarly">Whether it happens before the call is made, and not within its responses.</param>
    /// <param name="options">The call's; its deadline and cancellation end the fault too.</param>
    /// <param name="time">The clock of delays and of the deadline.</param>
    /// <param name="make">Makes the call.</param>
    public FaultyCall(Fault fault, bool isEarly, CallOptions options, TimeProvider time, Func<TCall> make)
    {
        _fault = fault;
        _options = options;
        _time = time;
        Call = MakeAsync(isEarly, make);
    }

    /// <summary>The call once it is made; fails with what the fault ended it with.</summary>
    public Task<TCall> Call { get; }

    /// <summary>A part of the call, as a task that fails as the call does.</summary>
    public Task<T> Then<T>(Func<TCall, Task<T>> part)
    {
        Task<T> wanted = ThenAsync(part);
        // Headers and responses are there to be asked for, or not.
        _ = wanted.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return wanted;
    }

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Status Status(Func<TCall, Status> ofCall) => Volatile.Read(ref _end)?.Status ?? ofCall(Made());

    /// <exception cref="InvalidOperationException">The call has not ended.</exception>
    public Metadata Trailers(Func<TCall, Metadata> ofCall) => Volatile.Read(ref _end)?.Trailers ?? ofCall(Made());

    /// <summary>The fault happens in the midst of responses: a call that it ends is cancelled on its way to the server.</summary>
    public async Task HappenLateAsync()
    {
        try
        {
            await HappenAsync().ConfigureAwait(false);
        }
        catch
        {
            (await Call.ConfigureAwait(false)).Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        _disposed.Cancel();
        if (Call.IsCompletedSuccessfully)
            Call.Result?.Dispose();
    }

    private async Task<TCall> MakeAsync(bool isEarly, Func<TCall> make)
    {
        if (isEarly)
            await HappenAsync().ConfigureAwait(false);
        return make();
    }

    private async Task<T> ThenAsync<T>(Func<TCall, Task<T>> part) => await part(await Call.ConfigureAwait(false)).ConfigureAwait(false);

    private TCall Made() => Call.IsCompletedSuccessfully ? Call.Result : throw new InvalidOperationException("the call has not ended: a fault holds it up");

    private async Task HappenAsync()
    {
        using var deadline = new CancellationTokenSource(Left(), _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _options.CancellationToken, _disposed.Token);
        try
        {
            await _fault.HappenAsync(_time, either.Token).ConfigureAwait(false);
        }
        catch (RpcException end)
        {
            Volatile.Write(ref _end, end);
            throw;
        }
        catch (OperationCanceledException)
        {
            Volatile.Write(ref _end, new RpcException(deadline.IsCancellationRequested
                ? new Status(StatusCode.DeadlineExceeded, "the deadline passed while a fault held the call up")
                : new Status(StatusCode.Cancelled, "the call was cancelled while a fault held it up")));
            // As a channel does where nothing else is asked of it.
            if (!deadline.IsCancellationRequested && _options.CancellationToken.IsCancellationRequested)
                throw new OperationCanceledException(_options.CancellationToken);
            throw _end;
        }
    }

    private TimeSpan Left()
    {
        if (_options.Deadline is not { } deadline || deadline == DateTime.MaxValue)
            return Timeout.InfiniteTimeSpan;
        DateTime utc = deadline.Kind == DateTimeKind.Local ? deadline.ToUniversalTime() : deadline;
        TimeSpan left = utc - _time.GetUtcNow().UtcDateTime;
        // What is further away than a timer reaches does not come in a test.
        return left < TimeSpan.Zero ? TimeSpan.Zero : left.TotalMilliseconds >= int.MaxValue ? Timeout.InfiniteTimeSpan : left;
    }
}
