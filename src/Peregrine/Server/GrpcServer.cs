using System.Runtime.InteropServices;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Reflection;
using Peregrine.Server;

namespace Peregrine;

/// <summary>
/// A gRPC server: services on addresses. Needs no host and no web framework; a process may have several. Add services and addresses, start it,
/// and stop or dispose it in the end. Members may be called from any thread.
/// </summary>
public sealed class GrpcServer : IAsyncDisposable
{
    private readonly GrpcServerOptions _options;
    private readonly MethodCollector _methods;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly List<(ServerAddress Address, Http2ServerTls? Tls)> _addresses = [];
    private RunningServer? _running;
    private bool _isCounted;
    private Task? _stopped;

    /// <summary>Creates a server with the default options.</summary>
    /// <param name="urls">Such as <c>http://localhost:50051</c>, <c>http://*:0</c>, <c>unix:/run/greeter.sock</c>; see <see cref="Listen(string, Http2ServerTls?)"/>.</param>
    public GrpcServer(params string[] urls)
        : this(new GrpcServerOptions(), urls)
    {
    }

    /// <summary>Creates a server.</summary>
    /// <param name="options">How it behaves.</param>
    /// <param name="urls">Where it listens; see <see cref="Listen(string, Http2ServerTls?)"/>.</param>
    public GrpcServer(GrpcServerOptions options, params string[] urls)
    {
        _options = options ?? throw new ArgumentNullException(nameof(options));
        ArgumentNullException.ThrowIfNull(urls);
        _methods = new MethodCollector(options);
        foreach (string url in urls)
            Listen(url);
    }

    /// <summary>The addresses as URLs: once started with the real ports where 0 was asked for. Two for <c>localhost</c>, IPv4 first.</summary>
    public IReadOnlyList<string> Urls
    {
        get
        {
            lock (_gate)
                return _running?.Urls ?? [.. _addresses.Select(a => ServerAddress.ToUrl(a.Address.EndPoint, a.Tls is not null))];
        }
    }

    /// <summary>The first TCP port that is listened on; 0 before the start, and for a server without TCP.</summary>
    public int Port
    {
        get
        {
            lock (_gate)
                return _running?.Port ?? 0;
        }
    }

    /// <summary>Cancelled when the server begins to stop.</summary>
    public CancellationToken Draining
    {
        get
        {
            lock (_gate)
                return _running?.Core.DrainToken ?? CancellationToken.None;
        }
    }

    /// <summary>What channelz knows the server by.</summary>
    internal long Id { get; } = EntityId.Next();

    /// <summary>The server as it runs; null before the start.</summary>
    internal RunningServer? Running
    {
        get
        {
            lock (_gate)
                return _running;
        }
    }

    /// <summary>The running server's core, for transports within the process; starts nothing.</summary>
    internal ServerCore? Core
    {
        get
        {
            lock (_gate)
                return _running?.Core;
        }
    }

    /// <summary>Adds an address. Before the start only.</summary>
    /// <param name="url"><c>http://host:port</c>, <c>https://host:port</c>, <c>host:port</c>, <c>unix:path</c>, <c>unix-abstract:name</c> or <c>npipe:name</c>. The host is an IP address, <c>localhost</c> (both loopback addresses) or <c>*</c>; port 0 takes a free one.</param>
    /// <param name="tls">TLS for this address; null for the server's own, which <c>https</c> addresses need.</param>
    public GrpcServer Listen(string url, Http2ServerTls? tls = null)
    {
        ServerAddress address = ServerAddress.Parse(url);
        tls ??= address.IsSecure ? _options.Tls : null;
        if (address.IsSecure && tls is null)
            throw new ArgumentException($"'{url}' needs a certificate: set {nameof(GrpcServerOptions)}.{nameof(GrpcServerOptions.Tls)} or pass one.", nameof(url));
        return Listen(address, tls);
    }

    /// <summary>Adds an address of any kind. Before the start only.</summary>
    /// <param name="endPoint">Where.</param>
    /// <param name="tls">TLS for this address; null for plaintext.</param>
    public GrpcServer Listen(Http2Endpoint endPoint, Http2ServerTls? tls = null)
    {
        ArgumentNullException.ThrowIfNull(endPoint);
        return Listen(new ServerAddress(endPoint, tls is not null), tls);
    }

    /// <summary>Adds a service: one object handles all its calls. Before the start only.</summary>
    public GrpcServer Add(IGrpcService service)
    {
        ArgumentNullException.ThrowIfNull(service);
        lock (_gate)
        {
            CheckNotStarted();
            service.Bind(_methods);
        }

        return this;
    }

    /// <summary>Adds a service of which every call gets an object of its own, which is disposed when the call is over. Before the start only.</summary>
    /// <param name="factory">Makes the object; also called once here, to learn the methods.</param>
    public GrpcServer Add<TService>(Func<TService> factory)
        where TService : class, IGrpcService
    {
        ArgumentNullException.ThrowIfNull(factory);
        return Add(new FactoryService<TService>(factory));
    }

    /// <summary>Adds the reflection service, v1 and v1alpha, for everything that is added before the start.</summary>
    public GrpcServer AddReflection() => Add(new ReflectionService(() => _methods.ServiceNames, () => _methods.Descriptors));

    /// <summary>Adds a unary method that a delegate handles. Before the start only.</summary>
    public GrpcServer AddUnary<TRequest, TResponse>(Method<TRequest, TResponse> method, UnaryServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class => Add(ServerServiceDefinition.CreateBuilder().AddMethod(method, handler).Build());

    /// <summary>Adds a client-streaming method that a delegate handles. Before the start only.</summary>
    public GrpcServer AddClientStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ClientStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class => Add(ServerServiceDefinition.CreateBuilder().AddMethod(method, handler).Build());

    /// <summary>Adds a server-streaming method that a delegate handles. Before the start only.</summary>
    public GrpcServer AddServerStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, ServerStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class => Add(ServerServiceDefinition.CreateBuilder().AddMethod(method, handler).Build());

    /// <summary>Adds a duplex-streaming method that a delegate handles. Before the start only.</summary>
    public GrpcServer AddDuplexStreaming<TRequest, TResponse>(Method<TRequest, TResponse> method, DuplexStreamingServerMethod<TRequest, TResponse> handler)
        where TRequest : class where TResponse : class => Add(ServerServiceDefinition.CreateBuilder().AddMethod(method, handler).Build());

    /// <summary>
    /// Adds the handler of the calls that no method is for, whatever their kind: messages come and go as bytes, the path is
    /// <see cref="ServerCallContext.Method"/>. For proxies. Before the start only.
    /// </summary>
    public GrpcServer AddFallback(DuplexStreamingServerMethod<byte[], byte[]> handler)
    {
        ArgumentNullException.ThrowIfNull(handler);
        lock (_gate)
        {
            CheckNotStarted();
            _methods.AddFallback(handler);
        }

        return this;
    }

    /// <summary>Binds the addresses and begins to serve.</summary>
    /// <exception cref="Http2ListenException">An address could not be bound; it is named. None is then, and the server may be started again.</exception>
    /// <exception cref="ArgumentException">The TLS settings of an address contradict each other.</exception>
    /// <exception cref="InvalidOperationException">The server has been started before.</exception>
    public GrpcServer Start()
    {
        lock (_gate)
        {
            CheckNotStarted();
            var core = new ServerCore(_options, _methods.Build());
            if (_isCounted)
                core.StartCounting();
            _running = RunningServer.Start(core, _addresses);
        }

        return this;
    }

    /// <summary>The same as <see cref="Start"/>, for code that awaits.</summary>
    public Task StartAsync(CancellationToken cancellationToken = default)
    {
        if (cancellationToken.IsCancellationRequested)
            return Task.FromCanceled(cancellationToken);
        try
        {
            Start();
            return Task.CompletedTask;
        }
        catch (Http2ListenException e)
        {
            return Task.FromException(e);
        }
    }

    /// <summary>Starts, unless that was done, serves until the token is cancelled or the server is stopped, and stops gracefully.</summary>
    public async Task RunAsync(CancellationToken cancellationToken = default)
    {
        RunningServer running;
        lock (_gate)
        {
            if (_running is null)
                Start();
            running = _running!;
        }

        try
        {
            await running.Ended.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await StopAsync(CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>
    /// The same for a program of its own: Ctrl-C (SIGINT) and SIGTERM stop the server gracefully, too. A second one ends the process at once, as it would without this.
    /// </summary>
    public async Task RunConsoleAsync(CancellationToken cancellationToken = default)
    {
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        await RunAsync(stop.Token).ConfigureAwait(false);

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = !stop.IsCancellationRequested;
            stop.Cancel();
        }
    }

    /// <summary>
    /// Stops: takes no more connections and calls, tells handlers (<see cref="ServerCallContext.DrainToken"/>) and callers, waits for the open calls up to
    /// <see cref="GrpcServerOptions.DrainTimeout"/>, then ends them by force. The token ends the waiting, too.
    /// </summary>
    public Task StopAsync(CancellationToken cancellationToken = default) => StopAsync(_options.DrainTimeout, cancellationToken);

    /// <summary>The same, waiting for open calls up to <paramref name="drain"/>; <see cref="Timeout.InfiniteTimeSpan"/> for as long as they take.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is negative, or longer than 24 days.</exception>
    public Task StopAsync(TimeSpan drain, CancellationToken cancellationToken = default)
    {
        OptionBounds.TimerOrNone(drain, nameof(drain));
        lock (_gate)
        {
            if (_running is null)
                return Task.CompletedTask;
            return _stopped ??= _running.StopAsync(drain, cancellationToken);
        }
    }

    /// <summary>Stops as <see cref="StopAsync(CancellationToken)"/> does.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    /// <summary>Counts calls, and what goes over connections that are made, from now on.</summary>
    internal void StartCounting()
    {
        lock (_gate)
        {
            _isCounted = true;
            _running?.Core.StartCounting();
        }
    }

    private GrpcServer Listen(ServerAddress address, Http2ServerTls? tls)
    {
        lock (_gate)
        {
            CheckNotStarted();
            _addresses.Add((address, tls));
        }

        return this;
    }

    private void CheckNotStarted()
    {
        if (_running is not null)
            throw new InvalidOperationException("The server has been started: services and addresses are added before that, and to start again takes a new GrpcServer.");
    }
}
