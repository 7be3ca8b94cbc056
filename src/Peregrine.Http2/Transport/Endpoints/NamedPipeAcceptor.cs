using System.IO.Pipes;
using System.Net;

namespace Peregrine.Http2.Transport;

/// <summary>Accepts on a named pipe: each connection takes one server instance, and the next instance is there before it is handed out.</summary>
internal sealed class NamedPipeAcceptor : Acceptor
{
    private readonly string _name;
    private readonly CancellationTokenSource _stop = new();
    private NamedPipeServerStream _waiting;

    public NamedPipeAcceptor(string name, Http2Endpoint endpoint)
    {
        _name = name;
        Endpoint = endpoint;
        try
        {
            _waiting = Make(first: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Http2ListenException(endpoint.ToString()!, "the pipe exists already or may not be made", e);
        }
    }

    public override Http2Endpoint Endpoint { get; }

    public override EndPoint? LocalEndPoint => null;

    public override async ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            NamedPipeServerStream pipe = _waiting;
            // It is connected already when the next instance could not be made the last time.
            if (!pipe.IsConnected) await pipe.WaitForConnectionAsync(either.Token).ConfigureAwait(false);
            _waiting = Make(first: false);
            return new RawConnection(pipe);
        }
        catch (Exception e) when (_stop.IsCancellationRequested && e is OperationCanceledException or ObjectDisposedException)
        {
            return null;
        }
    }

    public override void Dispose()
    {
        _stop.Cancel();
        _waiting.Dispose();
        _stop.Dispose();
    }

    private NamedPipeServerStream Make(bool first) => new(
        _name,
        PipeDirection.InOut,
        NamedPipeServerStream.MaxAllowedServerInstances,
        PipeTransmissionMode.Byte,
        // Only the first instance may insist on being the first: that is how a name in use is noticed.
        PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly | (first ? PipeOptions.FirstPipeInstance : PipeOptions.None));
}
