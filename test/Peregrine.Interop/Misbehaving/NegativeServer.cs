using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;

namespace Peregrine.Interop.Misbehaving;

/// <summary>
/// A server that misbehaves as gRPC's own does (test/http2_test of its sources): one port of the loopback interface for each case. What a client must keep all the same is
/// looked at, and <see cref="FaultsIn"/> says what it did not. Ends when it is disposed.
/// </summary>
internal sealed class NegativeServer : IAsyncDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly Dictionary<string, (TcpListener Listener, Task Accepting)> _ports = [];
    private readonly ConcurrentDictionary<string, ConcurrentBag<Task>> _connections = new(StringComparer.Ordinal);
    private readonly ConcurrentQueue<(string Case, string What)> _faults = new();
    private readonly SslServerAuthenticationOptions? _tls;

    /// <summary>Listens.</summary>
    /// <param name="basePort">The first of consecutive ports; 0 takes a free one for each case.</param>
    /// <param name="tls">Whether connections speak TLS, with the test certificate.</param>
    public NegativeServer(int basePort, bool tls)
    {
        _tls = tls ? new SslServerAuthenticationOptions { ServerCertificate = TestCertificates.Server(), ApplicationProtocols = [SslApplicationProtocol.Http2] } : null;
        for (int i = 0; i < NegativeCase.All.Count; i++)
        {
            NegativeCase testCase = NegativeCase.All[i];
            var listener = new TcpListener(IPAddress.Loopback, basePort == 0 ? 0 : basePort + i);
            listener.Start();
            _connections[testCase.Name] = [];
            _ports.Add(testCase.Name, (listener, AcceptAsync(listener, testCase)));
        }
    }

    /// <summary>What clients did in a case that they must not.</summary>
    public IReadOnlyList<string> FaultsIn(string testCase) => [.. _faults.Where(fault => fault.Case == testCase).Select(fault => fault.What)];

    /// <summary>The port of a case.</summary>
    public int Port(string testCase) => ((IPEndPoint)_ports[testCase].Listener.LocalEndpoint).Port;

    /// <summary>How many connections have been made in a case.</summary>
    public int Connections(string testCase) => _connections[testCase].Count;

    /// <summary>Ends when the clients of a case have closed all connections.</summary>
    public Task WhenClosedAsync(string testCase) => Task.WhenAll(_connections[testCase]);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        foreach ((TcpListener listener, Task accepting) in _ports.Values)
        {
            await accepting;
            listener.Dispose();
        }
        await Task.WhenAll(_connections.Values.SelectMany(tasks => tasks));
        _stop.Dispose();
    }

    private async Task AcceptAsync(TcpListener listener, NegativeCase testCase)
    {
        try
        {
            while (true)
            {
                Socket socket = await listener.AcceptSocketAsync(_stop.Token);
                // It is counted before the client sees anything of it.
                var counted = new TaskCompletionSource();
                _connections[testCase.Name].Add(ServeAsync(socket, testCase, counted.Task));
                counted.SetResult();
            }
        }
        catch (OperationCanceledException)
        {
            // The server ends.
        }
    }

    private async Task ServeAsync(Socket socket, NegativeCase testCase, Task counted)
    {
        await counted;
        socket.NoDelay = true;
        using var plain = new NetworkStream(socket, ownsSocket: true);
        try
        {
            if (_tls is null)
            {
                await Connection(plain).RunAsync(_stop.Token);
                return;
            }
            using var tls = new SslStream(plain);
            await tls.AuthenticateAsServerAsync(_tls, _stop.Token);
            await Connection(tls).RunAsync(_stop.Token);
        }
        catch (Exception ended) when (ended is OperationCanceledException or IOException)
        {
            // The client is gone in the middle of something, as programs that end are; or the server ends.
        }

        NegativeConnection Connection(Stream transport) => new(transport, testCase, what => _faults.Enqueue((testCase.Name, what)));
    }
}
