namespace Peregrine.Http2.Transport;

/// <summary>
/// Duplex bytes for the portable engine. One receive and one send at a time; <see cref="Kill"/> from anywhere. Failures come as the exceptions
/// that <see cref="IsFailure"/> names.
/// </summary>
internal abstract class ByteChannel : IDisposable
{
    /// <summary>Whether an exception is the ordinary end of such a channel.</summary>
    public static bool IsFailure(Exception e) =>
        e is IOException or System.Net.Sockets.SocketException or ObjectDisposedException or OperationCanceledException
            or System.Security.Authentication.AuthenticationException;

    /// <summary>Ends when something can be received, without holding a buffer meanwhile where that is possible.</summary>
    public abstract ValueTask WaitAsync();

    /// <summary>Receives what there is; 0 at the end.</summary>
    public abstract ValueTask<int> ReceiveAsync(Memory<byte> buffer);

    /// <summary>Sends all of it.</summary>
    public abstract ValueTask SendAsync(ArraySegment<byte> bytes);

    /// <summary>Sends all of them, in order.</summary>
    public abstract ValueTask SendAsync(List<ArraySegment<byte>> segments);

    /// <summary>Tells the peer that nothing follows.</summary>
    public abstract ValueTask ShutDownSendingAsync();

    /// <summary>Makes pending and later calls fail.</summary>
    public abstract void Kill();

    public abstract void Dispose();
}
