using System.Runtime.InteropServices;

namespace Peregrine.Http2.Transport;

/// <summary>What statx(2) tells of a file: which one it is, and whether it is a socket. Linux; nothing is known of files elsewhere.</summary>
internal readonly record struct FileIdentity(ulong Device, ulong Inode, bool IsSocket)
{
    private const int CurrentFolder = -100; // AT_FDCWD
    private const int NoFollow = 0x100; // AT_SYMLINK_NOFOLLOW
    private const uint TypeAndInode = 0x1 | 0x100; // STATX_TYPE | STATX_INO
    private const int FormatMask = 0xF000;
    private const int SocketFormat = 0xC000;

    /// <summary>The file at a path, not what a symbolic link there points to; null when there is none.</summary>
    public static FileIdentity? Of(string path)
    {
        if (!OperatingSystem.IsLinux()) return null;
        Span<byte> told = stackalloc byte[256];
        if (Libc.StatX(CurrentFolder, path, NoFollow, TypeAndInode, told) < 0) return null;

        // struct statx: the same on every architecture, in its byte order.
        ushort mode = MemoryMarshal.Read<ushort>(told[28..]);
        return new FileIdentity(MemoryMarshal.Read<ulong>(told[136..]), MemoryMarshal.Read<ulong>(told[32..]), (mode & FormatMask) == SocketFormat);
    }
}
