using System.Runtime.InteropServices;

namespace Peregrine.Http2.Transport;

/// <summary>The system calls of the epoll engine. All descriptors are non-blocking. Errors are told by -1 and <see cref="Errno"/>.</summary>
internal static partial class Libc
{
    public const int EpollAdd = 1;
    public const int EpollDelete = 2;
    public const int EpollModify = 3;

    public const uint EpollIn = 0x001;
    public const uint EpollOut = 0x004;
    public const uint EpollErr = 0x008;
    public const uint EpollHangUp = 0x010;

    public const int ShutWrite = 1;
    public const int ShutBoth = 2;

    public const int Again = 11;
    public const int Interrupted = 4;
    public const int ConnectionAborted = 103;
    public const int InProgress = 115;

    private const int CloseOnExec = 0x80000;
    private const int NonBlocking = 0x800;
    private const int StreamSocket = 1 | CloseOnExec | NonBlocking;
    private const int NoSignal = 0x4000;
    private const int SocketLevel = 1;
    private const int SocketErrorOption = 4;

    /// <summary>The error of the calling thread's last call.</summary>
    public static int Errno => Marshal.GetLastPInvokeError();

    public static int EpollCreate() => epoll_create1(CloseOnExec);

    public static int EpollControl(int epoll, int operation, int descriptor, EpollEvents scratch, uint events)
    {
        scratch.Set(0, events, descriptor);
        return epoll_ctl(epoll, operation, descriptor, ref scratch.First);
    }

    public static int EpollWait(int epoll, EpollEvents events, int timeoutMilliseconds) => epoll_wait(epoll, ref events.First, events.Capacity, timeoutMilliseconds);

    public static nint Receive(int socket, Span<byte> buffer) => recv(socket, ref MemoryMarshal.GetReference(buffer), buffer.Length, 0);

    /// <summary>Receives into <paramref name="first"/>, and when that is full, into the first bytes of <paramref name="pinned"/>, an array that never moves.</summary>
    public static nint ReceiveBoth(int socket, ArraySegment<byte> first, byte[] pinned, int pinnedBytes)
    {
        GCHandle pin = GCHandle.Alloc(first.Array, GCHandleType.Pinned);
        ReadOnlySpan<IoVector> vectors = [new(pin.AddrOfPinnedObject() + first.Offset, first.Count), new(Marshal.UnsafeAddrOfPinnedArrayElement(pinned, 0), pinnedBytes)];
        nint received = readv(socket, ref MemoryMarshal.GetReference(vectors), vectors.Length);
        int error = Errno;
        pin.Free();
        Marshal.SetLastPInvokeError(error);
        return received;
    }

    public static nint Send(int socket, ReadOnlySpan<byte> bytes) => send(socket, ref MemoryMarshal.GetReference(bytes), bytes.Length, NoSignal);

    public static nint WriteVector(int socket, ReadOnlySpan<IoVector> vectors) => writev(socket, ref MemoryMarshal.GetReference(vectors), vectors.Length);

    public static int Shutdown(int socket, int how) => shutdown(socket, how);

    public static int Socket(int family) => socket(family, StreamSocket, 0);

    public static int Connect(int descriptor, ReadOnlySpan<byte> address) => connect(descriptor, ref MemoryMarshal.GetReference(address), (uint)address.Length);

    public static int Bind(int descriptor, ReadOnlySpan<byte> address) => bind(descriptor, ref MemoryMarshal.GetReference(address), (uint)address.Length);

    /// <summary>What the file system tells of a path, as the bytes of struct statx.</summary>
    public static int StatX(int folder, string path, int flags, uint wanted, Span<byte> told) => statx(folder, path, flags, wanted, ref MemoryMarshal.GetReference(told));

    /// <summary>The next connection that waits at a listening socket.</summary>
    public static int Accept(int listening) => accept4(listening, 0, 0, NonBlocking | CloseOnExec);

    /// <summary>How many files the process may have open; 0 when that is not told.</summary>
    public static long DescriptorLimit()
    {
        const int OpenFiles = 7; // RLIMIT_NOFILE
        Span<nint> limits = [0, 0]; // the one in force, and what it may be raised to
        return getrlimit(OpenFiles, ref MemoryMarshal.GetReference(limits)) == 0 ? limits[0] : 0;
    }

    /// <summary>Sleeps; a signal may end it early.</summary>
    public static void Sleep(int milliseconds)
    {
        ReadOnlySpan<nint> time = [milliseconds / 1000, milliseconds % 1000 * 1_000_000];
        _ = nanosleep(ref MemoryMarshal.GetReference(time), 0);
    }

    /// <summary>The calling thread's number in /proc.</summary>
    public static int ThreadId() => gettid();

    /// <summary>The outcome of a connect that was in progress: 0 or an error number.</summary>
    public static int PendingError(int descriptor)
    {
        int error = 0;
        uint length = sizeof(int);
        return getsockopt(descriptor, SocketLevel, SocketErrorOption, ref error, ref length) < 0 ? Errno : error;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_create1(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_ctl(int epoll, int operation, int descriptor, ref byte epollEvent);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int epoll_wait(int epoll, ref byte events, int capacity, int timeout);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint recv(int socket, ref byte buffer, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint readv(int descriptor, ref IoVector vectors, int count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint send(int socket, ref byte bytes, nint length, int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint writev(int descriptor, ref IoVector vectors, int count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int shutdown(int socket, int how);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int socket(int family, int type, int protocol);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int connect(int descriptor, ref byte address, uint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int bind(int descriptor, ref byte address, uint length);

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int statx(int folder, string path, int flags, uint mask, ref byte buffer);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int accept4(int listening, nint address, nint addressLength, int flags);

    [LibraryImport("libc")]
    private static partial int getrlimit(int resource, ref nint limits);

    [LibraryImport("libc")]
    private static partial int gettid();

    [LibraryImport("libc")]
    private static partial int nanosleep(ref nint time, nint rest);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getsockopt(int descriptor, int level, int option, ref int value, ref uint length);
}
