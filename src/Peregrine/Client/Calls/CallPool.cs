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

    [ThreadStatic]
    private static T[]? t_items;

    [ThreadStatic]
    private static int t_count;

    public static T Rent()
    {
        if (t_count == 0 && s_full.TryDequeue(out T[]? batch))
        {
            T[] items = t_items ??= new T[2 * BatchSize];
            batch.CopyTo(items, 0);
            t_count = BatchSize;
            s_empty.Enqueue(batch);
        }
        return t_count > 0 ? t_items![--t_count] : new T();
    }

    public static void Return(T item)
    {
        T[] items = t_items ??= new T[2 * BatchSize];
        if (t_count == items.Length)
        {
            t_count -= BatchSize;
            // Beyond the bound the garbage collector takes them: a burst is not kept for ever.
            if (s_full.Count < MaxBatches)
            {
                if (!s_empty.TryDequeue(out T[]? batch))
                    batch = new T[BatchSize];
                Array.Copy(items, t_count, batch, 0, BatchSize);
                s_full.Enqueue(batch);
            }
        }
        items[t_count++] = item;
    }
}
