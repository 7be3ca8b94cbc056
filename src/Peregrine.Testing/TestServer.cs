namespace Peregrine.Testing;

/// <summary>
/// A server in memory with a channel to it, for tests: no port, no network, and everything else as it is in production. Messages are serialized, and deadlines,
/// metadata, cancellation, interceptors, limits and retries hold. Members may be called from any thread. Dispose it when the test ends: open calls are ended.
/// </summary>
/// <example>
/// <code>
/// await using var server = TestServer.Start(new GreeterService());
/// var client = new Greeter.GreeterClient(server.Channel);
/// Assert.Equal("Hello world", (await client.SayHelloAsync(new HelloRequest { Name = "world" })).Message);
/// </code>
/// </example>
public sealed class TestServer : IAsyncDisposable
{
    private readonly GrpcServer _server;

    private TestServer(GrpcServer server, GrpcChannel channel)
    {
        _server = server;
        Channel = channel;
    }

    /// <summary>The channel to the server; generated clients take it.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>Starts a server of some services with the default options.</summary>
    /// <param name="services">What it serves; one object handles all calls of its service.</param>
    public static TestServer Start(params IGrpcService[] services) => Start(new TestServerOptions(), services);

    /// <summary>Starts a server of some services.</summary>
    /// <param name="options">Clock, faults, and the options of both sides.</param>
    /// <param name="services">What it serves; one object handles all calls of its service.</param>
    public static TestServer Start(TestServerOptions options, params IGrpcService[] services)
    {
        ArgumentNullException.ThrowIfNull(services);
        return Start(options, server =>
        {
            foreach (IGrpcService service in services)
                server.Add(service);
        });
    }

    /// <summary>Starts a server that is put together by a delegate, for handlers that are delegates too, or services made per call.</summary>
    /// <param name="options">Clock, faults, and the options of both sides.</param>
    /// <param name="configure">Adds services and methods; the server is started afterwards.</param>
    public static TestServer Start(TestServerOptions options, Action<GrpcServer> configure)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(configure);
        var server = new GrpcServer(options.ForServer());
        configure(server);
        server.Start();
        return new TestServer(server, server.CreateChannel(options.ForChannel()));
    }

    /// <summary>Creates another channel to the same server, for a test of two clients. The caller disposes it.</summary>
    /// <param name="options">Its options, the clock too; null for the defaults.</param>
    public GrpcChannel CreateChannel(GrpcChannelOptions? options = null) => _server.CreateChannel(options);

    /// <summary>Stops the server as a deployment does: open calls may finish until <paramref name="drain"/> has passed, then they are ended.</summary>
    /// <param name="drain">How long open calls may take; zero ends them at once.</param>
    public Task StopAsync(TimeSpan drain) => _server.StopAsync(drain);

    /// <summary>Ends the channel and the server with whatever calls are open.</summary>
    public async ValueTask DisposeAsync()
    {
        await Channel.DisposeAsync().ConfigureAwait(false);
        await _server.StopAsync(TimeSpan.Zero).ConfigureAwait(false);
    }
}
