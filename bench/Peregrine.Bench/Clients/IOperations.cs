namespace Peregrine.Bench.Clients;

/// <summary>Whoever counts what a worker does, and says for how long it goes on.</summary>
internal interface IOperations
{
    bool GoesOn { get; }

    /// <summary>An operation, or several that share a latency, began at <paramref name="began"/> and has ended. Returns now.</summary>
    long Ended(long began, int operations = 1);
}
