using System.Net;
using Peregrine.Http2;
using Peregrine.Http2.Transport;

namespace Peregrine.Tests.Server;

/// <summary>The transport of a scripted connection: nothing moves by itself, a request for a flush only wakes the script.</summary>
internal sealed class ScriptedTransport : TransportConnection, IDisposable
{
    private readonly SemaphoreSlim _wake = new(0);

    public bool IsClosed { get; private set; }

    public override EndPoint? LocalEndPoint => new IPEndPoint(IPAddress.Loopback, 1);

    public override EndPoint? RemoteEndPoint => new IPEndPoint(IPAddress.Loopback, 4321);

    public override TlsFacts? Tls => null;

    public override void RequestFlush() => _wake.Release();

    public override void Close()
    {
        IsClosed = true;
        _wake.Release();
    }

    public override void Abort(TransportError why) => Close();

    /// <summary>Waits until something may have changed; false when nothing did for long.</summary>
    public bool Wait() => _wake.Wait(TimeSpan.FromSeconds(10));

    public void Dispose() => _wake.Dispose();
}
