using System.Net;
using System.Net.Sockets;

namespace Peregrine.Testing;

/// <summary>
/// A network that goes wrong on demand: a relay on the loopback interface between any client and any server, whose connections can be cut, stalled, refused and corrupted. It knows bytes, not
/// calls; together with <see cref="Fault.Action"/> a call of one's choice meets its fault. Members may be called from any thread. Ends, with its connections, when disposed of.
/// </summary>
/// <example>
/// <code>
/// await using var link = FaultyLink.To(server.Port);
/// await using var channel = GrpcChannel.ForAddress(link.Address);
/// link.Cut();
/// </code>
/// </example>
public sealed class FaultyLink : IAsyncDisposable
{
    private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
    private readonly CancellationTokenSource _stop = new();
    private readonly EndPoint _server;
    private readonly Task _accepting;
    private readonly Lock _gate = new();

    // Guarded by _gate.
    private readonly HashSet<LinkConnection> _open = [];
    private readonly long[] _toCorrupt = new long[2];
    private readonly long?[] _leftBeforeCut = new long?[2];
    private TaskCompletionSource? _stalled;
    private int _connections;
    private bool _refuses;

    private FaultyLink(EndPoint server)
    {
        _server = server;
        _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _listener.Listen();
        Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
        _accepting = AcceptAsync();
    }

    /// <summary>The port of the loopback interface on which clients find the link.</summary>
    public int Port { get; }

    /// <summary>The address for a plaintext channel; for TLS write <c>https</c> and the server's name is that of its certificate.</summary>
    public string Address => $"http://127.0.0.1:{Port}";

    /// <summary>How many connections clients have made so far, those that were refused too.</summary>
    public int Connections
    {
        get
        {
            lock (_gate)
                return _connections;
        }
    }

    /// <summary>Whether new connections are reset at once, as by a server that is not there. Default false. Those that are open stay.</summary>
    public bool RefusesConnections
    {
        get
        {
            lock (_gate)
                return _refuses;
        }
        set
        {
            lock (_gate)
                _refuses = value;
        }
    }

    /// <summary>Whether bytes wait, in both directions, as in a network that lost its way: nothing is lost, and nobody is told. Default false.</summary>
    public bool IsStalled
    {
        get
        {
            lock (_gate)
                return _stalled is not null;
        }
        set
        {
            TaskCompletionSource? over = null;
            lock (_gate)
            {
                if (value)
                    _stalled ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                else
                    (over, _stalled) = (_stalled, null);
            }
            over?.SetResult();
        }
    }

    /// <summary>Makes a link to a server on this machine.</summary>
    /// <param name="port">The server's TCP port on the loopback interface.</param>
    public static FaultyLink To(int port) => new(new IPEndPoint(IPAddress.Loopback, port));

    /// <summary>Makes a link to a server anywhere.</summary>
    /// <param name="host">Its name or address.</param>
    /// <param name="port">Its TCP port.</param>
    public static FaultyLink To(string host, int port) => new(new DnsEndPoint(host, port));

    /// <summary>Resets all open connections, at both ends; what was on its way is lost.</summary>
    public void Cut()
    {
        LinkConnection[] open;
        lock (_gate)
            open = [.. _open];
        foreach (LinkConnection connection in open)
            connection.Dispose();
    }

    /// <summary>Lets so many more bytes pass one way, over whichever connections, and then resets them all: in the midst of a message, or of a frame.</summary>
    /// <param name="bytes">How many; 0 cuts instead of the next byte.</param>
    /// <param name="direction">Which way.</param>
    public void CutAfter(long bytes, LinkDirection direction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_gate)
            _leftBeforeCut[(int)direction] = bytes;
    }

    /// <summary>Inverts the next bytes that pass one way, over whichever connections.</summary>
    /// <param name="bytes">How many.</param>
    /// <param name="direction">Which way.</param>
    public void Corrupt(long bytes, LinkDirection direction)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(bytes);
        lock (_gate)
            _toCorrupt[(int)direction] = bytes;
    }

    /// <summary>Stops listening and resets the connections that are open.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync().ConfigureAwait(false);
        _listener.Dispose();
        Cut();
        await _accepting.ConfigureAwait(false);
        _stop.Dispose();
    }

    /// <summary>What becomes of bytes that are about to pass: waits while the link is stalled, spoils them if asked, and says how many may pass before the connection is cut.</summary>
    internal async ValueTask<int> PassAsync(Memory<byte> bytes, LinkDirection direction)
    {
        while (true)
        {
            Task stalled;
            lock (_gate)
            {
                if (_stalled is null)
                    return Judge(bytes.Span, (int)direction);
                stalled = _stalled.Task;
            }
            await stalled.WaitAsync(_stop.Token).ConfigureAwait(false);
        }
    }

    private int Judge(Span<byte> bytes, int direction)
    {
        int passing = (int)Math.Min(bytes.Length, _leftBeforeCut[direction] ?? long.MaxValue);
        // Once is enough: the connections that come next live.
        _leftBeforeCut[direction] = passing < bytes.Length ? null : _leftBeforeCut[direction] - passing;
        int spoiled = (int)Math.Min(passing, _toCorrupt[direction]);
        _toCorrupt[direction] -= spoiled;
        foreach (ref byte one in bytes[..spoiled])
            one = (byte)~one;
        return passing;
    }

    private async Task AcceptAsync()
    {
        var running = new List<Task>();
        try
        {
            while (true)
            {
                Socket client = await _listener.AcceptAsync(_stop.Token).ConfigureAwait(false);
                running.RemoveAll(connection => connection.IsCompleted);
                running.Add(ServeAsync(new LinkConnection(this, client)));
            }
        }
        catch (Exception stopped) when (stopped is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(running).ConfigureAwait(false);
        }
    }

    private async Task ServeAsync(LinkConnection connection)
    {
        bool refuses;
        lock (_gate)
        {
            _connections++;
            refuses = _refuses;
            _open.Add(connection);
        }
        try
        {
            if (!refuses)
                await connection.RunAsync(_server, _stop.Token).ConfigureAwait(false);
        }
        finally
        {
            connection.Dispose();
            lock (_gate)
                _open.Remove(connection);
        }
    }
}
