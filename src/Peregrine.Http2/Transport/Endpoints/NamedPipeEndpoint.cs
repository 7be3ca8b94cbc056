using System.IO.Pipes;

namespace Peregrine.Http2.Transport;

/// <summary>A named pipe of this machine.</summary>
internal sealed class NamedPipeEndpoint(string name) : Http2Endpoint
{
    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options) => [new NamedPipeAcceptor(name, this)];

    internal override async ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken)
    {
        var pipe = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        try
        {
            // Without a limit this would try again until the name is there: whether and when to try again is for the caller. A pipe that is busy is waited for all the same.
            await pipe.ConnectAsync(0, cancellationToken).ConfigureAwait(false);
            return new RawConnection(pipe);
        }
        catch (Exception e)
        {
            await pipe.DisposeAsync().ConfigureAwait(false);
            if (e is IOException or TimeoutException or UnauthorizedAccessException)
            {
                string why = e is TimeoutException ? "nobody listens on the pipe" : e.Message;
                throw new Http2ConnectException(ConnectStage.Socket, ToString(), new TransportError(TransportErrorKind.Reset, why, e));
            }

            throw;
        }
    }

    public override string ToString() => $"npipe:{name}";
}
