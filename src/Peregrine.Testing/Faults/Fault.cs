namespace Peregrine.Testing;

/// <summary>
/// One way for calls to go wrong: which calls (<see cref="Method"/>, <see cref="SkipCalls"/>, <see cref="Probability"/>, <see cref="MaxHits"/>) and what befalls them
/// (<see cref="Delay"/>, <see cref="Action"/>, then <see cref="Status"/> or <see cref="Drops"/>). Belongs to one <see cref="FaultInjector"/>. Members may be called from any thread.
/// </summary>
public sealed class Fault
{
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private int _seen;
    private int _chosen;
    private int _happened;

    /// <summary>The calls that are meant: a path such as <c>/greet.Greeter/SayHello</c>, the full name of a service for all its methods, or null, the default, for every call.</summary>
    public string? Method { get; init; }

    /// <summary>How many calls are let through first. Default 0.</summary>
    public int SkipCalls { get; init; }

    /// <summary>The most calls that are hit; null, the default, for any number.</summary>
    public int? MaxHits { get; init; }

    /// <summary>How likely a call is hit, from 0 to 1. Default 1.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is less than 0 or more than 1.</exception>
    public double Probability
    {
        get;
        init => field = value is >= 0 and <= 1 ? value : throw new ArgumentOutOfRangeException(nameof(value), value, $"{nameof(Probability)} is from 0 to 1");
    } = 1;

    /// <summary>How long the call waits before anything else happens, on the injector's clock. Default: not at all. With neither status nor drop it then goes on as usual.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What else happens, after the delay: such as <see cref="FaultyLink.Cut"/>, by which a call of one's choice loses its connection. Must not throw. Null, the default, for nothing.</summary>
    public Action? Action { get; init; }

    /// <summary>The status that the call ends with, without its handler; null, the default, for none.</summary>
    public Status? Status { get; init; }

    /// <summary>Trailers beside <see cref="Status"/>, such as <c>grpc-retry-pushback-ms</c>; null, the default, for none.</summary>
    public Metadata? Trailers { get; init; }

    /// <summary>Whether the call gets no answer at all: it stays open until its deadline passes or its caller gives up. Default false.</summary>
    public bool Drops { get; init; }

    /// <summary>
    /// For calls with a stream of responses: how many pass before the fault happens, instead of the next. Default 0: before the handler is called, or on a client
    /// before the call is made. A stream that has no more than that is not hit.
    /// </summary>
    public int AfterResponses { get; init; }

    /// <summary>How many calls the fault has happened to so far.</summary>
    public int HitCount
    {
        get
        {
            lock (_gate)
                return _happened;
        }
    }

    /// <summary>Waits until the fault has happened to so many calls, and their delay is set on the clock: afterwards a fake clock may be advanced.</summary>
    /// <param name="count">How many.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    public Task WaitForHitsAsync(int count, CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_happened >= count)
                return Task.CompletedTask;
            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(cancellationToken);
        }
    }

    internal bool Matches(string path) =>
        Method is null || path == Method || (path.Length > Method.Length + 1 && path[0] == '/' && path[Method.Length + 1] == '/' && path.AsSpan(1).StartsWith(Method));

    internal bool Hits(Random random)
    {
        lock (_gate)
        {
            if (_seen++ < SkipCalls || _chosen >= MaxHits || (Probability < 1 && random.NextDouble() >= Probability))
                return false;
            _chosen++;
            return true;
        }
    }

    internal async Task HappenAsync(TimeProvider time, CancellationToken ended)
    {
        Task wait = Delay > TimeSpan.Zero ? Task.Delay(Delay, time, ended) : Task.CompletedTask;
        Count();
        await wait.ConfigureAwait(false);
        Action?.Invoke();
        if (Drops)
            await Task.Delay(Timeout.InfiniteTimeSpan, time, ended).ConfigureAwait(false);
        if (Status is { } status)
            throw new RpcException(status, Trailers ?? []);
    }

    private void Count()
    {
        List<TaskCompletionSource> reached;
        lock (_gate)
        {
            _happened++;
            reached = [.. _waiting.Where(waiter => waiter.Count <= _happened).Select(waiter => waiter.Reached)];
            _waiting.RemoveAll(waiter => waiter.Count <= _happened);
        }
        foreach (TaskCompletionSource waiter in reached)
            waiter.SetResult();
    }
}
