using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>Turns the operating system's errors into <see cref="TransportError"/>s.</summary>
internal static class SocketErrors
{
    public static TransportError From(SocketException e, string? address)
    {
        string where = address is null ? "" : $" ({address})";
        return e.SocketErrorCode switch
        {
            SocketError.ConnectionRefused => new(TransportErrorKind.Reset, $"connection refused: nobody listens there{where}", e),
            SocketError.ConnectionReset or SocketError.Shutdown or SocketError.ConnectionAborted => new(TransportErrorKind.Reset, $"connection reset by the peer{where}", e),
            SocketError.TimedOut => new(TransportErrorKind.TimedOut, $"connection timed out{where}", e),
            SocketError.HostUnreachable or SocketError.NetworkUnreachable => new(TransportErrorKind.TimedOut, $"no route{where}", e),
            SocketError.OperationAborted => new(TransportErrorKind.Aborted, $"aborted{where}", e),
            _ => new(TransportErrorKind.Reset, $"{e.Message}{where}", e),
        };
    }

    /// <summary>The error of a failed read or write of a stream: what lies under its I/O exception counts.</summary>
    public static TransportError From(Exception e) => e switch
    {
        SocketException socket => From(socket, null),
        { InnerException: SocketException inner } => From(inner, null),
        ObjectDisposedException or OperationCanceledException => new(TransportErrorKind.Aborted, "the connection was closed here", e),
        System.Security.Authentication.AuthenticationException => new(TransportErrorKind.Tls, e.Message, e),
        _ => new(TransportErrorKind.Reset, e.Message, e),
    };
}
