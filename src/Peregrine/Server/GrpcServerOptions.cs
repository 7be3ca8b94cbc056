using System.IO.Compression;
using Microsoft.Extensions.Logging;
using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine;

/// <summary>
/// How a server behaves. Read once, when the server starts. A value that cannot be is refused by an <see cref="ArgumentOutOfRangeException"/> that names the option.
/// </summary>
public sealed class GrpcServerOptions
{
    // A number: a field of the enum's type would load the platform's compression into servers that compress nothing.
    private readonly int? _responseCompressionLevel;

    /// <summary>The longest request message in bytes, before and after inflating; null for no limit. Default 4 MiB. A longer one ends its call with RESOURCE_EXHAUSTED.</summary>
    public int? MaxReceiveMessageSize { get; init; } = MessageLimits.DefaultMaxReceiveBytes;

    /// <summary>The longest response message in bytes; null, the default, for no limit. A longer one ends its call with RESOURCE_EXHAUSTED.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>Whether callers are told the text of exceptions that handlers throw. Default false: it may be confidential.</summary>
    public bool DetailedErrors { get; init; }

    /// <summary>The compressions this server understands. Default gzip, deflate and br.</summary>
    public IReadOnlyList<ICompressionProvider> CompressionProviders
    {
        get => field ?? [new GzipCompressionProvider(), new DeflateCompressionProvider(), new BrotliCompressionProvider()];
        init;
    }

    /// <summary>The compression of responses, for callers that accept it; null, the default, for none.</summary>
    public string? ResponseCompressionAlgorithm { get; init; }

    /// <summary>How hard to compress; null for the provider's default.</summary>
    public CompressionLevel? ResponseCompressionLevel
    {
        get => (CompressionLevel?)_responseCompressionLevel;
        init => _responseCompressionLevel = (int?)value;
    }

    /// <summary>What sees every call of this server, the first outermost.</summary>
    public IReadOnlyList<Interceptor> Interceptors { get; init; } = [];

    /// <summary>
    /// The calls whose handlers may run at one time, over all methods; null, the default, for no limit. Calls above it wait (see
    /// <see cref="MaxQueuedCalls"/>).
    /// </summary>
    public int? MaxConcurrentCalls { get; init => field = value is { } calls ? OptionBounds.AtLeast(1, calls) : null; }

    /// <summary>The calls that may wait for <see cref="MaxConcurrentCalls"/>; the next one ends with RESOURCE_EXHAUSTED. Default 1,000.</summary>
    public int MaxQueuedCalls { get; init => field = OptionBounds.AtLeast(0, value); } = 1000;

    /// <summary>What differs for single services and methods.</summary>
    public IReadOnlyList<MethodOptions> Methods { get; init; } = [];

    /// <summary>TLS for <c>https</c> addresses that have none of their own. Null, the default: such an address is refused.</summary>
    public Http2ServerTls? Tls { get; init; }

    /// <summary>The connections that may be open at one time on each address; further callers wait until one ends. Null, the default, for no limit but the operating system's.</summary>
    public int? MaxConnections { get; init => field = value is { } connections ? OptionBounds.AtLeast(1, connections) : null; }

    /// <summary>
    /// Lets another server of the same user listen on the same addresses at the same time, for restarts that no caller notices; both must ask for it
    /// (<see cref="Http2ListenOptions.ReusePort"/>). Default false: an address in use is an error.
    /// </summary>
    public bool ReusePort { get; init; }

    /// <summary>How long a caller may take from connecting to the end of TLS and the HTTP/2 preface before it is cut off. Default 10 seconds; at most 24 days, or <see cref="Timeout.InfiniteTimeSpan"/>.</summary>
    public TimeSpan HandshakeTimeout { get; init => field = OptionBounds.Timer(value); } = TimeSpan.FromSeconds(10);

    /// <summary>
    /// How long a stopping server waits for its open calls before it ends them by force. Default 5 seconds; zero for not at all, at most 24 days, or
    /// <see cref="Timeout.InfiniteTimeSpan"/> for as long as they take.
    /// </summary>
    public TimeSpan DrainTimeout { get; init => field = OptionBounds.TimerOrNone(value); } = TimeSpan.FromSeconds(5);

    /// <summary>Which machinery moves the bytes.</summary>
    public TransportEngine Engine { get; init; }

    /// <summary>Connections: windows, keepalive, age, idleness, budgets against abuse.</summary>
    public Http2Options Http2 { get; init; } = new();

    /// <summary>
    /// How often callers may ask whether the server lives (gRFC A9), so that many idle clients do not keep it busy. Default: every 5 minutes, and only while calls
    /// are open. A caller that asks too often gets GOAWAY with ENHANCE_YOUR_CALM and "too_many_pings". Null to enforce nothing.
    /// </summary>
    public PingPolicy? Pings { get; init; } = new();

    /// <summary>Where log lines go; null for nowhere.</summary>
    public ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The clock and the timers.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;
}
