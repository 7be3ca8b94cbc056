using System.Collections.Concurrent;

namespace Peregrine.Client;

/// <summary>
/// Call objects to be used again. Each thread keeps some at hand; where calls start on one thread and end on another, whole batches change hands,
/// so that neither side pays for a shared queue per call. Any thread.
/// </summary>
internal static class CallPool<T>
    where T : class, new()
{
    private const int BatchSize = 32;
    private const int MaxBatches = 64;

    private static readonly ConcurrentQueue<T[]> s_full = new();
    private static readonly ConcurrentQueue<T[]> s_empty = new();

    // One variable, because finding a generic type's costs as much as all the rest.
    [ThreadStatic]
    private static AtHand? t_atHand;

    public static T Rent()
    {
        AtHand atHand = t_atHand ?? Begin();
        if (atHand.Count == 0 && !TryTakeBatch(atHand))
            return new T();
        return atHand.Items[--atHand.Count];
    }

    public static void Return(T item)
    {
        AtHand atHand = t_atHand ?? Begin();
        if (atHand.Count == atHand.Items.Length)
            GiveBatch(atHand);
        atHand.Items[atHand.Count++] = item;
    }

    private static AtHand Begin() => t_atHand = new AtHand();

    private static bool TryTakeBatch(AtHand atHand)
    {
        if (!s_full.TryDequeue(out T[]? batch))
            return false;
        batch.CopyTo(atHand.Items, 0);
        atHand.Count = BatchSize;
        s_empty.Enqueue(batch);
        return true;
    }

    private static void GiveBatch(AtHand atHand)
    {
        atHand.Count -= BatchSize;
        // Beyond the bound the garbage collector takes them: a burst is not kept for ever.
        if (s_full.Count >= MaxBatches)
            return;
        if (!s_empty.TryDequeue(out T[]? batch))
            batch = new T[BatchSize];
        Array.Copy(atHand.Items, atHand.Count, batch, 0, BatchSize);
        s_full.Enqueue(batch);
    }

    /// <summary>What one thread keeps.</summary>
    private sealed class AtHand
    {
        public readonly T[] Items = new T[2 * BatchSize];
        public int Count;
    }
}
