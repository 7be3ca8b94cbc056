using System.Globalization;
using Microsoft.Win32.SafeHandles;

namespace Peregrine.Http2.Transport;

/// <summary>A thread as the operating system sees it: whether it waits for something, or uses or wants a processor.</summary>
internal sealed class NativeThread
{
    private readonly string? _stat;

    private NativeThread(string? stat) => _stat = stat;

    /// <summary>The calling thread.</summary>
    public static NativeThread Current() =>
        new(OperatingSystem.IsLinux() ? $"/proc/self/task/{Libc.ThreadId().ToString(CultureInfo.InvariantCulture)}/stat" : null);

    /// <summary>Whether the thread waits. Where the operating system is not asked, a thread that does not come back is taken to wait.</summary>
    public bool IsWaiting()
    {
        if (_stat is null) return true;
        Span<byte> line = stackalloc byte[128];
        try
        {
            using SafeFileHandle file = File.OpenHandle(_stat);
            line = line[..RandomAccess.Read(file, line, 0)];
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            // The thread has ended.
            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Such as when the process may open no more files.
            return true;
        }

        // proc_pid_stat(5): "pid (name) state ...". R is running or ready to run, Z and X have ended; all others wait.
        int name = line.LastIndexOf((byte)')');
        return name < 0 || name + 2 >= line.Length || !"RZX"u8.Contains(line[name + 2]);
    }
}
