namespace Peregrine.Http2.Transport;

/// <summary>A duplex stream that exists: one connection.</summary>
internal sealed class StreamEndpoint(Stream stream, string name) : Http2Endpoint
{
    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options) => [new SingleAcceptor(new RawConnection(stream), this)];

    internal override ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken) =>
        ValueTask.FromResult(new RawConnection(stream));

    public override string ToString() => name;
}
