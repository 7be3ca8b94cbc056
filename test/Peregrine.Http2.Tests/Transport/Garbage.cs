using System.Diagnostics;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Whether something is held by nobody any more.</summary>
internal static class Garbage
{
    /// <summary>Collects until it is gone. Threads that were just done with it may have it on their stacks for a moment, and wait for a processor that long.</summary>
    public static async Task<bool> IsCollectedAsync(WeakReference reference)
    {
        long began = Stopwatch.GetTimestamp();
        while (reference.IsAlive && Stopwatch.GetElapsedTime(began) < Limits.Test)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            await Task.Yield();
        }

        return !reference.IsAlive;
    }
}
