using System.Net;

namespace Peregrine.Http2.Transport;

/// <summary>Gives out one connection that exists already, and then no more.</summary>
internal sealed class SingleAcceptor(RawConnection connection, Http2Endpoint endpoint) : Acceptor
{
    private RawConnection? _connection = connection;

    public override Http2Endpoint Endpoint { get; } = endpoint;

    public override EndPoint? LocalEndPoint { get; } = connection.LocalEndPoint;

    public override ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken) =>
        ValueTask.FromResult(Interlocked.Exchange(ref _connection, null));

    public override void Dispose() => Interlocked.Exchange(ref _connection, null)?.Dispose();
}
