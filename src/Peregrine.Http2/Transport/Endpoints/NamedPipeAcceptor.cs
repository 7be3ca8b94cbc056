using System.IO.Pipes;
using System.Net;

namespace Peregrine.Http2.Transport;

/// <summary>Accepts on a named pipe: each connection takes one server instance, and the next instance is there before it is handed out.</summary>
internal sealed class NamedPipeAcceptor : Acceptor
{
    private readonly string _name;
    private readonly Func<NamedPipeServerStream, CancellationToken, Task> _wait;
    private readonly CancellationTokenSource _stop = new();
    private NamedPipeServerStream _waiting;

    /// <param name="name">The pipe's name.</param>
    /// <param name="endpoint">The same as an address.</param>
    /// <param name="wait">How an instance waits for its client, where that is not <see cref="NamedPipeServerStream.WaitForConnectionAsync(CancellationToken)"/>.</param>
    public NamedPipeAcceptor(string name, Http2Endpoint endpoint, Func<NamedPipeServerStream, CancellationToken, Task>? wait = null)
    {
        _name = name;
        _wait = wait ?? (static (pipe, cancellationToken) => pipe.WaitForConnectionAsync(cancellationToken));
        Endpoint = endpoint;
        try
        {
            _waiting = Make(first: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new Http2ListenException(endpoint.ToString()!, "the pipe exists already or may not be made: stop whoever listens there, or choose another name", e);
        }
        catch (Exception e) when (e is ArgumentException or PlatformNotSupportedException)
        {
            throw new Http2ListenException(endpoint.ToString()!, $"that is no name for a pipe: {e.Message}", e);
        }
    }

    public override Http2Endpoint Endpoint { get; }

    public override EndPoint? LocalEndPoint => null;

    public override async ValueTask<RawConnection?> AcceptAsync(CancellationToken cancellationToken)
    {
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, _stop.Token);
        try
        {
            while (true)
            {
                NamedPipeServerStream pipe = _waiting;
                // It is connected already when the next instance could not be made the last time.
                bool isConnected = pipe.IsConnected || await TryWaitAsync(pipe, either.Token).ConfigureAwait(false);
                MakeNext();
                if (isConnected) return new RawConnection(pipe);
                await pipe.DisposeAsync().ConfigureAwait(false);
            }
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

    // False: its client may not use this pipe. An instance that failed is of no more use: the next call has another, or the same failure would come for ever.
    private async Task<bool> TryWaitAsync(NamedPipeServerStream pipe, CancellationToken cancellationToken)
    {
        try
        {
            await _wait(pipe, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (UnauthorizedAccessException)
        {
            return false;
        }
        catch (IOException)
        {
            MakeNext();
            await pipe.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    private void MakeNext()
    {
        try
        {
            _waiting = Make(first: false);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new IOException("another instance of the pipe may not be made", e); // as any other reason for which there is none now
        }
        if (_stop.IsCancellationRequested) _waiting.Dispose(); // Dispose saw the one before
    }

    private NamedPipeServerStream Make(bool first) => new(
        _name,
        PipeDirection.InOut,
        NamedPipeServerStream.MaxAllowedServerInstances,
        PipeTransmissionMode.Byte,
        // Only the first instance may insist on being the first: that is how a name in use is noticed.
        PipeOptions.Asynchronous | PipeOptions.CurrentUserOnly | (first ? PipeOptions.FirstPipeInstance : PipeOptions.None));
}
