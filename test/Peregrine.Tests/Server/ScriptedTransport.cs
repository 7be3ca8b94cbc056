using System.Net;
using Peregrine.Http2;
using Peregrine.Http2.Transport;

namespace Peregrine.Tests.Server;

/// <summary>The transport of a scripted connection: nothing moves by itself, a request for a flush only wakes the script.</summary>
internal sealed class ScriptedTransport : TransportConnection
{
    private readonly object _gate = new();

    // Guarded by _gate. Handlers that outlive their test may still ask for a flush: there is nothing to dispose here.
    private int _signals;

    public bool IsClosed { get; private set; }

    public override EndPoint? LocalEndPoint => new IPEndPoint(IPAddress.Loopback, 1);

    public override EndPoint? RemoteEndPoint => new IPEndPoint(IPAddress.Loopback, 4321);

    public override TlsFacts? Tls => null;

    public override void RequestFlush()
    {
        lock (_gate)
        {
            _signals++;
            Monitor.Pulse(_gate);
        }
    }

    public override void Close()
    {
        IsClosed = true;
        RequestFlush();
    }

    public override void Abort(TransportError why) => Close();

    /// <summary>Waits until something may have changed; false when nothing did for long.</summary>
    public bool Wait()
    {
        lock (_gate)
        {
            while (_signals == 0)
                if (!Monitor.Wait(_gate, TimeSpan.FromMinutes(2)))
                    return false;
            _signals--;
            return true;
        }
    }
}
