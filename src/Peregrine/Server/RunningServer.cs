using System.Net;
using System.Runtime.CompilerServices;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Server.Telemetry;

namespace Peregrine.Server;

/// <summary>A started server: its listeners and what their connections share. Ends with <see cref="StopAsync"/>.</summary>
internal sealed class RunningServer
{
    private readonly List<Http2Listener> _listeners = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);

    // Null without TLS.
    private CertificateWatch? _certificates;

    private RunningServer(ServerCore core) => Core = core;

    public ServerCore Core { get; }

    /// <summary>Completes when the server has stopped.</summary>
    public Task Ended => _ended.Task;

    public IReadOnlyList<string> Urls { get; private set; } = [];

    public int Port { get; private set; }

    /// <summary>The addresses that it listens on, with what channelz knows them by.</summary>
    public IReadOnlyList<ListenSocket> ListenSockets { get; private set; } = [];

    /// <summary>The connections that are open now.</summary>
    public IEnumerable<Http2Connection> Connections => _listeners.SelectMany(listener => listener.Connections);

    /// <summary>Binds all addresses, or none.</summary>
    public static RunningServer Start(ServerCore core, IReadOnlyList<(ServerAddress Address, Http2ServerTls? Tls)> addresses)
    {
        var server = new RunningServer(core);
        var urls = new List<string>();
        try
        {
            foreach ((ServerAddress address, Http2ServerTls? tls) in addresses)
            {
                Http2Listener listener = server.Listen(address.EndPoint, tls);
                server._listeners.Add(listener);
                foreach (Http2Endpoint bound in listener.Endpoints)
                    urls.Add(ServerAddress.ToUrl(bound, tls is not null));
                if (server.Port == 0)
                    server.Port = listener.Port;
                if (tls is not null)
                    server.Watch(tls);
            }
        }
        catch
        {
            server._certificates?.End();
            foreach (Http2Listener listener in server._listeners)
                listener.DisposeAsync().AsTask().GetAwaiter().GetResult();
            throw;
        }

        server.Urls = urls;
        var sockets = new List<ListenSocket>();
        foreach (Http2Listener listener in server._listeners)
        {
            foreach (EndPoint endPoint in listener.LocalEndPoints)
                sockets.Add(new ListenSocket(EntityId.Next(), endPoint, listener));
        }

        server.ListenSockets = sockets;
        foreach (string url in urls)
            core.Log.Listening(url);
        return server;
    }

    /// <summary>The two phases of the stop: ask and wait, then force.</summary>
    public async Task StopAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        Task told = Core.DrainAsync();
        await Task.WhenAll(_listeners.Select(listener => listener.StopAcceptingAsync())).ConfigureAwait(false);
        Core.Log.Stopping(_listeners.Sum(listener => listener.Drain("the server is stopping")));
        if (!await WaitAsync(drain, cancellationToken).ConfigureAwait(false))
            Core.Log.StoppingByForce(_listeners.Sum(listener => listener.Connections.Count));
        foreach (Http2Listener listener in _listeners)
            await listener.DisposeAsync().ConfigureAwait(false);
        _certificates?.End();
        foreach (LocalTransport transport in Core.LocalTransports.ToArray())
            transport.Abort(new Status(StatusCode.Unavailable, "the server was stopped"));
        try
        {
            await told.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            Core.Log.CancellationCallbackFailed("(draining)", e);
        }

        Core.Dispose();
        _ended.SetResult();
    }

    private async Task<bool> WaitAsync(TimeSpan drain, CancellationToken cancellationToken)
    {
        try
        {
            await Task.WhenAll([.. _listeners.Select(listener => listener.WhenEmptyAsync()), .. Core.LocalTransports.ToArray().Select(transport => transport.WhenEmptyAsync())])
                .WaitAsync(drain, Core.Options.TimeProvider, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception e) when (e is TimeoutException or OperationCanceledException)
        {
            return false;
        }
    }

    // Apart, so that a server without TLS does not load what certificates need: a megabyte.
    [MethodImpl(Compiled.Apart)]
    private void Watch(Http2ServerTls tls) => (_certificates ??= new CertificateWatch(Core.Log, Core.Options.TimeProvider)).Add(tls.Certificates);

    private Http2Listener Listen(Http2Endpoint endPoint, Http2ServerTls? tls)
    {
        var options = new Http2ListenOptions
        {
            Tls = tls,
            Http2 = Core.Options.Http2,
            Engine = Core.Options.Engine,
            TimeProvider = Core.Options.TimeProvider,
            HandshakeFailed = failure =>
            {
                AbuseTelemetry.HandshakeFailed(failure.Error.Kind);
                string peer = failure.RemoteEndPoint?.ToString() is { Length: > 0 } address ? address : "this machine";
                Core.Log.HandshakeFailed(peer, failure.LocalEndPoint?.ToString() ?? endPoint.ToString()!, failure.Error.ToString());
            },
            AcceptFailed = e => AcceptFailed(endPoint, e),
            AcceptResumed = failures => Core.Log.AcceptResumed(endPoint.ToString()!, failures),
            ReusePort = Core.Options.ReusePort,
            HandshakeTimeout = Core.Options.HandshakeTimeout,
            MaxConnections = Core.Options.MaxConnections ?? int.MaxValue,
            Full = () =>
            {
                AbuseTelemetry.Full();
                Core.Log.Full(endPoint.ToString()!, Core.Options.MaxConnections ?? int.MaxValue);
            },
        };
        return Http2Server.Listen(endPoint, options, connection => new Http2ServerConnection(Core, connection));
    }

    private void AcceptFailed(Http2Endpoint endPoint, Exception e)
    {
        if (e is Http2ListenException) Core.Log.AcceptEnded(endPoint.ToString()!, e.Message);
        else Core.Log.AcceptFailed(endPoint.ToString()!, e is System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.TooManyOpenSockets }
            ? "this process may open no more files; raise its limit (ulimit -n), or set MaxConnections below it."
            : e.Message);
    }
}
