using System.Net;

namespace Peregrine.Http2.Transport;

/// <summary>One thing that connections come from. Owned by a listener, which accepts from one task and disposes it to end that.</summary>
internal abstract class Acceptor : IDisposable
{
    /// <summary>The address as bound: port 0 is the real port here.</summary>
    public abstract Http2Endpoint Endpoint { get; }

    /// <summary>The same as the operating system tells it.</summary>
    public abstract EndPoint? LocalEndPoint { get; }

    /// <summary>The next connection; null when there will be none any more.</summary>
    public abstract ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken);

    public abstract void Dispose();
}
