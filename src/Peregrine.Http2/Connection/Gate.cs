using System.Runtime.CompilerServices;

namespace Peregrine.Http2;

/// <summary>
/// The lock of a connection and of what is like it: held for arithmetic and appends, some tens of nanoseconds, and mostly free. So it costs one interlocked operation where
/// <see cref="Lock"/> costs two, and whoever meets it held spins, then yields. Not reentrant.
/// </summary>
internal sealed class Gate
{
    private int _held;

    /// <summary>Takes the gate until the result is disposed.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Scope Hold()
    {
        if (Interlocked.CompareExchange(ref _held, 1, 0) != 0)
        {
            Wait();
        }
        return new Scope(this);
    }

    private void Wait()
    {
        var spinner = new SpinWait();
        do
        {
            spinner.SpinOnce(sleep1Threshold: -1);
        }
        while (Volatile.Read(ref _held) != 0 || Interlocked.CompareExchange(ref _held, 1, 0) != 0);
    }

    /// <summary>The time for which the gate is held.</summary>
    public readonly ref struct Scope(Gate gate)
    {
        /// <summary>Opens the gate.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        public void Dispose() => Volatile.Write(ref gate._held, 0);
    }
}
