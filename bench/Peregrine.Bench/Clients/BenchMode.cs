namespace Peregrine.Bench.Clients;

/// <summary>What an operation is.</summary>
internal enum BenchMode
{
    /// <summary>One unary call.</summary>
    Unary,

    /// <summary>One round trip on a StreamingCall that stays open.</summary>
    Stream,

    /// <summary>One message of a ServerStream.</summary>
    ServerStream,
}
