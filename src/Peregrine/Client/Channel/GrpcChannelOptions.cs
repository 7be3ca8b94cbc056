using Microsoft.Extensions.Logging;
using Peregrine.Http2;

namespace Peregrine;

/// <summary>Options of a <see cref="GrpcChannel"/>. They are read once, when the channel is made.</summary>
public sealed class GrpcChannelOptions
{
    /// <summary>How connections are secured. Default: by the scheme of the address, <c>http</c> plaintext and <c>https</c> TLS.</summary>
    public ChannelCredentials? Credentials { get; init; }

    /// <summary>TLS details: whom to trust, which name to check, what certificate to show. Default: the machine's roots and the address's host.</summary>
    public Http2ClientTls? Tls { get; init; }

    /// <summary>What the HTTP/2 connections are told: windows, keepalive, limits.</summary>
    public Http2Options Http2 { get; init; } = new();

    /// <summary>Which machinery moves the bytes of connections. Default: the best that this machine has.</summary>
    public TransportEngine Engine { get; init; }

    /// <summary>The compressions that the channel knows, for requests and responses. Default: gzip, deflate and brotli.</summary>
    public IList<ICompressionProvider>? CompressionProviders { get; init; }

    /// <summary>
    /// The compression of request messages by name, such as <c>gzip</c>; null for none, the default. A call chooses another with the header
    /// <c>grpc-internal-encoding-request</c>, a message opts out with <see cref="WriteFlags.NoCompress"/>.
    /// </summary>
    public string? RequestCompression { get; init; }

    /// <summary>The authority that calls carry when they name none. Default: host and port of the address.</summary>
    public string? Authority { get; init; }

    /// <summary>The largest response message accepted, in bytes after decompression; null is no limit. Default: 4 MiB, as in every gRPC library.</summary>
    public int? MaxReceiveMessageSize { get; init; } = 4 * 1024 * 1024;

    /// <summary>The largest request message sent, in bytes before compression; null is no limit. Default: null.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>Sends call credentials over plaintext channels too. Default: false, because anyone on the path could read and reuse them.</summary>
    public bool UnsafeUseInsecureChannelCallCredentials { get; init; }

    /// <summary>
    /// Whether a caller's cancelled token gives an <see cref="OperationCanceledException"/> with that token (true, the default) or an
    /// <see cref="RpcException"/> with <see cref="StatusCode.Cancelled"/>.
    /// </summary>
    public bool ThrowOperationCanceledOnCancellation { get; init; } = true;

    /// <summary>
    /// Whether calls made inside a server's handler inherit its deadline and cancellation. Default: true; a call opts out with
    /// <c>CallOptions.WithPropagationToken</c> or by leaving the handler's flow.
    /// </summary>
    public bool PropagateServerCallContext { get; init; } = true;

    /// <summary>Time without calls after which connections are closed and the channel is idle. Default: 30 minutes. <see cref="Timeout.InfiniteTimeSpan"/>: never.</summary>
    public TimeSpan IdleTimeout { get; init; } = TimeSpan.FromMinutes(30);

    /// <summary>How long one attempt to connect may take, from TCP to the peer's SETTINGS. Default: 20 seconds (gRPC "Connection Backoff").</summary>
    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(20);

    /// <summary>The wait before the first attempt to reconnect. Default: 1 second (gRPC "Connection Backoff").</summary>
    public TimeSpan InitialReconnectBackoff { get; init; } = TimeSpan.FromSeconds(1);

    /// <summary>The longest wait between attempts to reconnect. Default: 120 seconds (gRPC "Connection Backoff").</summary>
    public TimeSpan MaxReconnectBackoff { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>The most connections to one address, opened as MAX_CONCURRENT_STREAMS is reached on the others. Default: 1 (gRFC A105).</summary>
    public int MaxConnectionsPerSubchannel { get; init; } = 1;

    /// <summary>The most bytes that one call keeps for being sent again. Default: 1 MiB. A call that exceeds it is committed to its attempt.</summary>
    public int MaxRetryBufferPerCallSize { get; init; } = 1024 * 1024;

    /// <summary>The most bytes that all calls of the channel keep for being sent again. Default: 16 MiB.</summary>
    public long MaxRetryBufferSize { get; init; } = 16 * 1024 * 1024;

    /// <summary>Per-method behaviour: timeout, wait-for-ready, limits, retry. From JSON with <see cref="ServiceConfig.Parse"/>. Default: none.</summary>
    public ServiceConfig? ServiceConfig { get; init; }

    /// <summary>Where the channel logs. Default: nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock of deadlines, backoff and idleness. Default: the system's.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>The randomness of jitter. Default: <see cref="Random.Shared"/>. One given here is used by one thread at a time.</summary>
    public Random? Random { get; init; }
}
