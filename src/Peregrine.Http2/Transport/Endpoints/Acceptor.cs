using System.Net;

namespace Peregrine.Http2.Transport;

/// <summary>One thing that connections come from. Owned by a listener, which accepts from one task at a time and disposes it in the end.</summary>
internal abstract class Acceptor : IDisposable
{
    /// <summary>The address as bound: port 0 is the real port here.</summary>
    public abstract Http2Endpoint Endpoint { get; }

    /// <summary>The same as the operating system tells it.</summary>
    public abstract EndPoint? LocalEndPoint { get; }

    /// <summary>Whether <see cref="AcceptAsync"/> may end on its caller's thread, which is then the one that goes on with what came.</summary>
    public virtual bool MayAcceptAtOnce => true;

    /// <summary>The next connection; null when there will be none any more. An <see cref="Http2ListenException"/> says that this was not meant to end.</summary>
    public abstract ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken);

    /// <summary>A connection that waits already; null when none does. Not during <see cref="AcceptAsync"/>.</summary>
    public virtual RawConnection? TryAccept() => null;

    public abstract void Dispose();
}
