namespace Peregrine.Rest.Bench.Apis;

/// <summary>What is compared.</summary>
internal enum ApiKind
{
    /// <summary>gRPC on Peregrine, both sides.</summary>
    Grpc,

    /// <summary>REST and JSON on Kestrel and HttpClient over HTTP/1.1, as most REST APIs are called.</summary>
    RestHttp1,

    /// <summary>The same over HTTP/2: what of the difference is the protocol below.</summary>
    RestHttp2,
}
