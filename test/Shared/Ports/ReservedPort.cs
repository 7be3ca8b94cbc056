using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Peregrine.Testing;

/// <summary>
/// TCP ports for programs that have to be told one. A port that the system gave out and that was closed again is anybody's until the program listens: the
/// tests beside take such ports by the hundred. These lie below what the system gives out by itself, and a locked file for each keeps the test
/// processes of a machine apart. Kept until the process ends. Any thread.
/// </summary>
internal static class ReservedPort
{
    private const int Lowest = 10_000;

    private static readonly string s_folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"peregrine-ports-{Environment.UserName}")).FullName;
    private static readonly ConcurrentBag<FileStream> s_kept = [];

    /// <summary>A port that nobody listens on, on any address of this machine.</summary>
    public static int Take()
    {
        int count = LowestOfTheSystem() - Lowest;
        for (int i = 0; i < count; i++)
        {
            int port = Lowest + (int)((Environment.ProcessId * 31L + i) % count);
            if (TryLock(port) is not { } file)
                continue;
            s_kept.Add(file);
            if (IsFree(port))
                return port;
        }
        throw new InvalidOperationException($"none of the ports from {Lowest} to {Lowest + count - 1} is free");
    }

    private static int LowestOfTheSystem()
    {
        const string range = "/proc/sys/net/ipv4/ip_local_port_range";
        return File.Exists(range) ? int.Parse(File.ReadAllText(range).Split('\t')[0], CultureInfo.InvariantCulture) : 32_768;
    }

    private static FileStream? TryLock(int port)
    {
        try
        {
            return new FileStream(Path.Combine(s_folder, port.ToString(CultureInfo.InvariantCulture)), FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException)
        {
            // Another test has it.
            return null;
        }
    }

    private static bool IsFree(int port)
    {
        using var listener = new TcpListener(IPAddress.Any, port);
        try
        {
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
