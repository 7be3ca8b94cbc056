namespace Peregrine.Bench.Servers;

/// <summary>What answers.</summary>
internal enum ServerKind
{
    /// <summary>Peregrine's gRPC server.</summary>
    Peregrine,

    /// <summary>Peregrine.Http2 alone, answering the same bytes.</summary>
    PeregrineHttp2,

    /// <summary>ASP.NET Core alone, answering the same bytes.</summary>
    KestrelRaw,
}
