using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>Linux's error numbers (asm-generic/errno.h, the same on all processors .NET runs on) as the exceptions the rest of the house knows.</summary>
internal static class LinuxErrors
{
    public static SocketException Exception(int errno) => new((int)(errno switch
    {
        2 => SocketError.AddressNotAvailable, // ENOENT: no such Unix domain socket
        11 => SocketError.ConnectionRefused, // EAGAIN from connect: the Unix domain socket's backlog is full
        13 => SocketError.AccessDenied,
        24 or 23 => SocketError.TooManyOpenSockets,
        32 => SocketError.Shutdown, // EPIPE
        98 => SocketError.AddressAlreadyInUse,
        99 => SocketError.AddressNotAvailable,
        101 => SocketError.NetworkUnreachable,
        103 => SocketError.ConnectionAborted,
        104 => SocketError.ConnectionReset,
        110 => SocketError.TimedOut,
        111 => SocketError.ConnectionRefused,
        113 => SocketError.HostUnreachable,
        _ => SocketError.SocketError,
    }));
}
