namespace Peregrine.Bench.Servers;

/// <summary>Makes some handlers hold their thread, evenly spread.</summary>
internal sealed class Misbehaviour(int permille, int milliseconds)
{
    private int _calls;

    /// <summary>Called by every handler.</summary>
    public void Act()
    {
        if (permille == 0) return;
        int call = Interlocked.Increment(ref _calls);
        if (permille < 1000 && call % (1000 / permille) != 0) return;
        Thread.Sleep(milliseconds);
    }
}
