namespace Peregrine.Http2.Transport;

/// <summary>The process's epoll loops, one per processor, made when first needed. Connections are dealt out in turn and stay.</summary>
internal static class EpollLoops
{
    private static readonly Lazy<EpollLoop[]> s_loops = new(static () => [.. Enumerable.Range(0, Environment.ProcessorCount).Select(static i => new EpollLoop(i))]);
    private static int s_turn;

    /// <summary>The loop of the next connection.</summary>
    public static EpollLoop Next()
    {
        EpollLoop[] loops = s_loops.Value;
        return loops[(uint)Interlocked.Increment(ref s_turn) % (uint)loops.Length];
    }
}
