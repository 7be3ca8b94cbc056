namespace Peregrine.Bench.Cores;

/// <summary>What requests are like.</summary>
internal enum RequestKind
{
    /// <summary>All alike.</summary>
    Plain,

    /// <summary>Each with a timeout of its own, and with metadata.</summary>
    Realistic,

    /// <summary>The same, and all fields enter the table, as those of grpc-go do: indices move with each request.</summary>
    Indexed,
}
