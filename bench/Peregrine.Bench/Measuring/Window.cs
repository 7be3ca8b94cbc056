namespace Peregrine.Bench.Measuring;

/// <summary>When is measured: operations count when they end while it is open.</summary>
internal sealed class Window : IDisposable
{
    private volatile bool _open;
    private volatile bool _over;

    // One for each thread: one for each of a thousand workers would leave the processor's caches, and the load generator would measure that.
    private readonly ThreadLocal<Histogram> _latencies = new(static () => new Histogram(), trackAllValues: true);

    public bool IsOpen => _open;

    public bool IsOver => _over;

    public void Open() => _open = true;

    public void Close()
    {
        _open = false;
        _over = true;
    }

    public void Dispose() => _latencies.Dispose();

    /// <summary>Counts the latency of an operation of any worker.</summary>
    public void Count(long ticks) => _latencies.Value!.Add(ticks);

    /// <summary>All latencies, once the workers have ended.</summary>
    public Histogram Latencies()
    {
        var all = new Histogram();
        foreach (Histogram histogram in _latencies.Values) all.Add(histogram);
        return all;
    }
}
