namespace Peregrine.Bench.Clients;

/// <summary>What calls.</summary>
internal enum ClientKind
{
    /// <summary>Peregrine's gRPC client.</summary>
    Peregrine,

    /// <summary>Peregrine.Http2 alone, sending the same bytes.</summary>
    PeregrineHttp2,

    /// <summary>SocketsHttpHandler alone, sending the same bytes.</summary>
    HttpClientRaw,
}
