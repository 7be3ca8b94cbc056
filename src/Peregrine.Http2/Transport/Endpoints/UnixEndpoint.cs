using System.Net;
using System.Net.Sockets;

namespace Peregrine.Http2.Transport;

/// <summary>A Unix domain socket, in the file system or in Linux's abstract name space.</summary>
internal sealed class UnixEndpoint(string name, bool isAbstract, UnixFileMode? mode = null) : Http2Endpoint
{
    internal override IReadOnlyList<Acceptor> Listen(Http2ListenOptions options)
    {
        UnixDomainSocketEndPoint address = Address(name) ?? throw new Http2ListenException(ToString(), TooLong);
        if (isAbstract) return [new SocketAcceptor(SocketBinding.Listen(address, ToString(), options), this, noDelay: false)];
        bool isLiving = MakeRoom(address);
        Socket socket = isLiving && options.ReusePort ? ReplaceLiving(options) : Bind(address, name, options);
        return [new SocketAcceptor(socket, this, noDelay: false, new SocketFile(name))];
    }

    internal override async ValueTask<RawConnection> DialAsync(Http2ConnectOptions options, CancellationToken cancellationToken)
    {
        UnixDomainSocketEndPoint address = Address(name)
            ?? throw new Http2ConnectException(ConnectStage.Socket, ToString(), new TransportError(TransportErrorKind.Aborted, TooLong));
        return new(await SocketBinding.ConnectAsync(address, ToString(), options, cancellationToken).ConfigureAwait(false));
    }

    public override string ToString() => (isAbstract ? "unix-abstract:" : "unix:") + name;

    private static string TooLong => "the path or name is too long: the operating system takes about a hundred bytes; choose a shorter one";

    // unix(7): an abstract name begins with a NUL byte. Null: it is longer than the operating system takes.
    private UnixDomainSocketEndPoint? Address(string path)
    {
        try
        {
            return new UnixDomainSocketEndPoint(isAbstract ? "\0" + path : path);
        }
        catch (ArgumentOutOfRangeException)
        {
            return null;
        }
    }

    // Removes the file of a server that was killed: nobody answers behind it, and binding needs it gone. True: somebody does.
    private bool MakeRoom(UnixDomainSocketEndPoint address)
    {
        using var probe = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        try
        {
            probe.Connect(address);
            return true;
        }
        catch (SocketException refused)
        {
            // A full backlog is a living server's, too. Whatever else is refused may be any file: only a socket is ours to remove.
            if (refused.SocketErrorCode == SocketError.ConnectionRefused && SocketFile.IsSocket(name)) File.Delete(name);
            return refused.SocketErrorCode == SocketError.WouldBlock;
        }
    }

    private Socket ReplaceLiving(Http2ListenOptions options)
    {
        // Whoever connects by this path finds a server at any moment: renaming leaves no gap, and the other server keeps what waits for it.
        string beside = name + "~";
        if (SocketFile.IsSocket(beside)) File.Delete(beside);
        Socket socket = Bind(Address(beside) ?? throw new Http2ListenException(ToString(), TooLong), beside, options);
        File.Move(beside, name, overwrite: true);
        return socket;
    }

    private Socket Bind(UnixDomainSocketEndPoint address, string path, Http2ListenOptions options)
    {
        Socket socket = OperatingSystem.IsLinux() ? BindAlone(address) : SocketBinding.Bind(address, ToString(), options, Reason);
        try
        {
            // Nobody can connect before it listens.
            if (mode is { } wanted && !OperatingSystem.IsWindows()) File.SetUnixFileMode(path, wanted);
            socket.Listen(options.Backlog);
            return socket;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SocketException)
        {
            socket.Dispose();
            throw new Http2ListenException(ToString(), e.Message, e);
        }
    }

    // A socket that .NET bound to a file deletes in the end whatever has its name then: this one does not know of it.
    private Socket BindAlone(UnixDomainSocketEndPoint address)
    {
        const int FamilyUnix = 1;
        SocketAddress native = address.Serialize();
        var handle = new SafeSocketHandle(Libc.Socket(FamilyUnix), ownsHandle: true);
        if (!handle.IsInvalid && Libc.Bind((int)handle.DangerousGetHandle(), native.Buffer.Span[..native.Size]) == 0) return new Socket(handle);
        int error = Libc.Errno;
        handle.Dispose();
        SocketException e = LinuxErrors.Exception(error);
        throw new Http2ListenException(ToString(), Reason(e) ?? System.Runtime.InteropServices.Marshal.GetPInvokeErrorMessage(error), e);
    }

    private string? Reason(SocketException e) => e.SocketErrorCode switch
    {
        SocketError.AddressAlreadyInUse => SocketFile.IsSocket(name)
            ? "another server listens there: stop it, choose another path, or take the path over (ReusePort)"
            : "there is a file that is no socket: move it away or choose another path",
        SocketError.AccessDenied => $"the user {Environment.UserName} may not make a file in {Folder}: let it, or choose another folder",
        SocketError.AddressNotAvailable => Directory.Exists(Folder) ? $"the folder {Folder} takes no sockets: choose another" : $"there is no folder {Folder}: make it first",
        _ => null,
    };

    private string Folder => Path.GetDirectoryName(Path.GetFullPath(name)) ?? "/";
}
