using Peregrine.Bench.Clients;

namespace Peregrine.Bench.Cores;

/// <summary>Counts the calls of one thread, and says when to stop.</summary>
internal sealed class CountedCalls : IOperations
{
    private bool _over;

    public long Done { get; private set; }

    public bool GoesOn => !_over;

    public long Ended(long began, int operations = 1)
    {
        Done += operations;
        return began;
    }

    public void End() => _over = true;
}
