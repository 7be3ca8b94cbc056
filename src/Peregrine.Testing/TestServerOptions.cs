namespace Peregrine.Testing;

/// <summary>How a <see cref="TestServer"/> behaves. Read once, when it starts.</summary>
public sealed class TestServerOptions
{
    /// <summary>The clock of both sides: deadlines, backoff, delays of <see cref="Faults"/>. Default: the system's; a <see cref="FakeTimeProvider"/> for tests that do not wait.</summary>
    public TimeProvider TimeProvider { get; init; } = TimeProvider.System;

    /// <summary>What goes wrong on purpose, after all interceptors of the server and before its handlers; null, the default, for nothing.</summary>
    public FaultInjector? Faults { get; init; }

    /// <summary>Interceptors of the server, the first outermost. Default: none.</summary>
    public IReadOnlyList<Interceptor> Interceptors { get; init; } = [];

    /// <summary>Whether callers are told the text of exceptions that handlers throw. Default true, unlike a server's: a test wants to know.</summary>
    public bool DetailedErrors { get; init; } = true;

    /// <summary>The channel's service config: timeouts, limits, retries. Default: none.</summary>
    public ServiceConfig? ServiceConfig { get; init; }

    /// <summary>The randomness of the channel's backoff; null, the default, for one that is the same in each run.</summary>
    public Random? Random { get; init; }

    /// <summary>Where the server logs; null, the default, for nowhere.</summary>
    public Microsoft.Extensions.Logging.ILoggerFactory? LoggerFactory { get; init; }

    /// <summary>The options of the server, where those above do not do; they replace all of them but <see cref="ServiceConfig"/> and <see cref="Random"/>. Default: null.</summary>
    public GrpcServerOptions? Server { get; init; }

    /// <summary>The options of the channel, where those above do not do; they replace <see cref="ServiceConfig"/>, <see cref="Random"/> and the channel's clock. Default: null.</summary>
    public GrpcChannelOptions? Channel { get; init; }

    internal GrpcServerOptions ForServer() => Server ?? new GrpcServerOptions
    {
        TimeProvider = TimeProvider,
        DetailedErrors = DetailedErrors,
        Interceptors = Faults is null ? Interceptors : [.. Interceptors, Faults],
        LoggerFactory = LoggerFactory,
    };

    internal GrpcChannelOptions ForChannel() => Channel ?? new GrpcChannelOptions
    {
        TimeProvider = TimeProvider,
        ServiceConfig = ServiceConfig,
        Random = Random ?? new Random(1),
    };
}
