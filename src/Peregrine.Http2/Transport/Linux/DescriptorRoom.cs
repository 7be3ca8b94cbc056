using Microsoft.Win32.SafeHandles;

namespace Peregrine.Http2.Transport;

/// <summary>
/// How near the process is to its limit of open files. Accepting pauses a little before it: a process that can open nothing at all starts no thread and loads no assembly,
/// and .NET ends it then ("Out of memory."). Linux gives the lowest free number, so that a number tells how many are taken. Immutable.
/// </summary>
/// <param name="limit">The number that is not given any more.</param>
/// <param name="lowestFree">The number that would be given next; negative when there is none.</param>
internal sealed class DescriptorRoom(int limit, Func<int> lowestFree)
{
    // What a runtime needs for a moment: a few threads that begin, a few assemblies, files in /proc.
    private const int Reserve = 64;

    private readonly int _most = limit - Math.Min(Reserve, limit / 8);

    /// <summary>That of this process; null where the limit is not known.</summary>
    public static DescriptorRoom? OfProcess() =>
        OperatingSystem.IsLinux() && Libc.DescriptorLimit() is var limit and > 0 and <= int.MaxValue ? new DescriptorRoom((int)limit, LowestFree) : null;

    /// <summary>Whether a connection that was just accepted is one of the last.</summary>
    public bool IsShort(RawConnection accepted) => accepted.Socket is { } socket && socket.SafeHandle.DangerousGetHandle() >= _most;

    /// <summary>Whether there is none to spare now.</summary>
    public bool IsShort() => lowestFree() is var next && (next < 0 || next >= _most);

    /// <summary>What an operator is told.</summary>
    public IOException Shortage() => new($"this process has {_most} of {limit} files open, and needs the rest: raise its limit (ulimit -n), or set MaxConnections below it");

    private static int LowestFree()
    {
        using var probe = new SafeFileHandle(Libc.EpollCreate(), ownsHandle: true);
        return (int)probe.DangerousGetHandle();
    }
}
