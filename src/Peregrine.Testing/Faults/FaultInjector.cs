namespace Peregrine.Testing;

/// <summary>
/// An interceptor that makes calls go wrong as its faults say. On a server the caller meets them as it would meet the real thing, retries and deadlines
/// included. On a client (<c>channel.Intercept(faults)</c>) they happen before the channel sees the call, whatever server it has: what they end is not retried, and never
/// leaves the process. Use one injector for one side. Which calls are hit follows from the seed and the order in which calls arrive, so that a test with one call at a time does the same in each run. Faults may be added and
/// removed while calls are under way, from any thread.
/// </summary>
public sealed class FaultInjector : Interceptor
{
    private readonly TimeProvider _time;
    private readonly Random _random;
    private readonly Lock _gate = new();

    // Guarded by _gate, as is _random.
    private readonly List<Fault> _faults = [];

    /// <summary>Creates an injector without faults.</summary>
    /// <param name="seed">What chance starts from; put it into the message of a test that fails.</param>
    /// <param name="timeProvider">The clock of delays; null for the system's.</param>
    public FaultInjector(int seed = 1, TimeProvider? timeProvider = null)
    {
        Seed = seed;
        _random = new Random(seed);
        _time = timeProvider ?? TimeProvider.System;
    }

    /// <summary>What chance started from.</summary>
    public int Seed { get; }

    /// <summary>Adds a fault. Of several that fit a call, the one added first that hits is the call's.</summary>
    /// <returns>The same fault.</returns>
    public Fault Add(Fault fault)
    {
        ArgumentNullException.ThrowIfNull(fault);
        lock (_gate)
            _faults.Add(fault);
        return fault;
    }

    /// <summary>Removes a fault; calls that it has hit already stay hit.</summary>
    public void Remove(Fault fault)
    {
        lock (_gate)
            _faults.Remove(fault);
    }

    /// <summary>Removes all faults.</summary>
    public void Clear()
    {
        lock (_gate)
            _faults.Clear();
    }

    /// <inheritdoc/>
    public override async Task<TResponse> UnaryServerHandler<TRequest, TResponse>(
        TRequest request, ServerCallContext context, UnaryServerMethod<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        await MeetAsync(context).ConfigureAwait(false);
        return await continuation(request, context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task<TResponse> ClientStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, ServerCallContext context, ClientStreamingServerMethod<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        await MeetAsync(context).ConfigureAwait(false);
        return await continuation(requestStream, context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task ServerStreamingServerHandler<TRequest, TResponse>(
        TRequest request, IServerStreamWriter<TResponse> responseStream, ServerCallContext context, ServerStreamingServerMethod<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        await continuation(request, await MeetAsync(responseStream, context).ConfigureAwait(false), context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override async Task DuplexStreamingServerHandler<TRequest, TResponse>(
        IAsyncStreamReader<TRequest> requestStream, IServerStreamWriter<TResponse> responseStream, ServerCallContext context,
        DuplexStreamingServerMethod<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        await continuation(requestStream, await MeetAsync(responseStream, context).ConfigureAwait(false), context).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, BlockingUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Choose(context.Method.FullName) is { } fault)
        {
            using var hit = new FaultyCall<IDisposable>(fault, isEarly: true, context.Options, _time, static () => null!);
            hit.Call.GetAwaiter().GetResult();
        }
        return continuation(request, context);
    }

    /// <inheritdoc/>
    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncUnaryCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Choose(context.Method.FullName) is not { } fault)
            return continuation(request, context);
        var hit = new FaultyCall<AsyncUnaryCall<TResponse>>(fault, isEarly: true, context.Options, _time, () => continuation(request, context));
        return new(
            hit.Then(static call => call.ResponseAsync), hit.Then(static call => call.ResponseHeadersAsync),
            () => hit.Status(static call => call.GetStatus()), () => hit.Trailers(static call => call.GetTrailers()), hit.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(
        TRequest request, ClientInterceptorContext<TRequest, TResponse> context, AsyncServerStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Choose(context.Method.FullName) is not { } fault)
            return continuation(request, context);
        var hit = new FaultyCall<AsyncServerStreamingCall<TResponse>>(fault, fault.AfterResponses == 0, context.Options, _time, () => continuation(request, context));
        return new(
            new FaultyStreamReader<TResponse>(hit.Then(static call => Task.FromResult(call.ResponseStream)), fault.AfterResponses, hit.HappenLateAsync),
            hit.Then(static call => call.ResponseHeadersAsync),
            () => hit.Status(static call => call.GetStatus()), () => hit.Trailers(static call => call.GetTrailers()), hit.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncClientStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Choose(context.Method.FullName) is not { } fault)
            return continuation(context);
        var hit = new FaultyCall<AsyncClientStreamingCall<TRequest, TResponse>>(fault, isEarly: true, context.Options, _time, () => continuation(context));
        return new(
            new LateRequestWriter<TRequest>(hit.Then(static call => Task.FromResult(call.RequestStream))),
            hit.Then(static call => call.ResponseAsync), hit.Then(static call => call.ResponseHeadersAsync),
            () => hit.Status(static call => call.GetStatus()), () => hit.Trailers(static call => call.GetTrailers()), hit.Dispose);
    }

    /// <inheritdoc/>
    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(
        ClientInterceptorContext<TRequest, TResponse> context, AsyncDuplexStreamingCallContinuation<TRequest, TResponse> continuation)
    {
        ArgumentNullException.ThrowIfNull(continuation);
        if (Choose(context.Method.FullName) is not { } fault)
            return continuation(context);
        var hit = new FaultyCall<AsyncDuplexStreamingCall<TRequest, TResponse>>(fault, fault.AfterResponses == 0, context.Options, _time, () => continuation(context));
        return new(
            new LateRequestWriter<TRequest>(hit.Then(static call => Task.FromResult(call.RequestStream))),
            new FaultyStreamReader<TResponse>(hit.Then(static call => Task.FromResult(call.ResponseStream)), fault.AfterResponses, hit.HappenLateAsync),
            hit.Then(static call => call.ResponseHeadersAsync),
            () => hit.Status(static call => call.GetStatus()), () => hit.Trailers(static call => call.GetTrailers()), hit.Dispose);
    }

    private Task MeetAsync(ServerCallContext context) => Choose(context.Method)?.HappenAsync(_time, context.CancellationToken) ?? Task.CompletedTask;

    private async Task<IServerStreamWriter<TResponse>> MeetAsync<TResponse>(IServerStreamWriter<TResponse> responses, ServerCallContext context)
    {
        if (Choose(context.Method) is not { } fault)
            return responses;
        if (fault.AfterResponses > 0)
            return new FaultyStreamWriter<TResponse>(responses, fault, context, _time);
        await fault.HappenAsync(_time, context.CancellationToken).ConfigureAwait(false);
        return responses;
    }

    private Fault? Choose(string method)
    {
        lock (_gate)
            return _faults.Find(fault => fault.Matches(method) && fault.Hits(_random));
    }
}
