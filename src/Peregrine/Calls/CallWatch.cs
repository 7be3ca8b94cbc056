namespace Peregrine.Calls;

/// <summary>Tells an observer of one call's responses in order, and of its end once. Used by the call's reader, and by whoever disposes of the call.</summary>
/// <param name="observer">Who is told.</param>
/// <param name="call">The call; null for one that blocks, of which nothing but its outcome is seen.</param>
internal sealed class CallWatch(ClientCallObserver observer, CallFace? call)
{
    private bool _hasHeaders;
    private int _ended;

    public bool HasEnded => Volatile.Read(ref _ended) != 0;

    /// <summary>The response of a call that has one.</summary>
    public Task<TResponse> ResponseAsync<TResponse>(Task<TResponse> response)
        where TResponse : class
    {
        Task<TResponse> watched = WatchAsync(response);
        // A response that nobody awaits is not an unobserved error: the call's outcome is told by the call.
        _ = watched.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return watched;
    }

    /// <summary>The next response of a stream.</summary>
    public async Task<bool> MoveNextAsync<TResponse>(IAsyncStreamReader<TResponse> responses, CancellationToken cancellationToken)
    {
        // Begun first, so that the token reaches it while headers are waited for.
        Task<bool> move = responses.MoveNext(cancellationToken);
        try
        {
            if (!_hasHeaders)
                await HeadersAsync().ConfigureAwait(false);
            bool moved = await move.ConfigureAwait(false);
            if (moved && !HasEnded)
                observer.OnResponse(responses.Current!);
            else if (!moved)
                EndAsCallDid();
            return moved;
        }
        catch (Exception failure) when (!HasEnded)
        {
            Fail(failure);
            throw;
        }
    }

    public void Dispose()
    {
        call!.Dispose();
        EndAsCallDid();
    }

    /// <summary>The call failed, or something that was done to it, which need not be its end.</summary>
    public void Fail(Exception failure)
    {
        if (failure is RpcException rpc)
            End(rpc.Status, rpc.Trailers);
        else if (failure is OperationCanceledException)
            End(Status.DefaultCancelled, Metadata.Empty);
        else
            EndAsCallDid();
    }

    public void End(in Status status, Metadata trailers)
    {
        if (Interlocked.Exchange(ref _ended, 1) == 0)
            observer.OnEnd(status, trailers);
    }

    private async Task<TResponse> WatchAsync<TResponse>(Task<TResponse> response)
        where TResponse : class
    {
        await HeadersAsync().ConfigureAwait(false);
        try
        {
            TResponse message = await response.ConfigureAwait(false);
            observer.OnResponse(message);
            End(Status.DefaultSuccess, call!.GetTrailers());
            return message;
        }
        catch (Exception failure) when (!HasEnded)
        {
            Fail(failure);
            throw;
        }
    }

    private async Task HeadersAsync()
    {
        _hasHeaders = true;
        Task<Metadata> headers = call!.HeadersAsync();
        await ((Task)headers).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (headers.IsCompletedSuccessfully && !HasEnded)
            observer.OnHeaders(await headers.ConfigureAwait(false));
    }

    private void EndAsCallDid()
    {
        if (HasEnded || call is null)
            return;
        try
        {
            End(call.GetStatus(), call.GetTrailers());
        }
        catch (InvalidOperationException)
        {
            // It has not ended: a second read at the same time fails, and the call goes on (rule 29).
        }
    }
}
