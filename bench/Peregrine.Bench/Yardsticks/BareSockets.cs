using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace Peregrine.Bench.Yardsticks;

/// <summary>
/// The command <c>yardstick</c>: what two threads with blocking sockets and no protocol at all do, as the bound that the real thing is held
/// against in the same run. <c>pingpong</c> sends so many bytes there and back; <c>bulk</c> sends 64 KiB pieces one way.
/// </summary>
internal static class BareSockets
{
    public static int Run(string kind, Arguments args)
    {
        int bytes = args.Number("bytes", kind == "bulk" ? 65536 : 60);
        TimeSpan duration = TimeSpan.FromSeconds(args.Real("duration", 3));
        args.Done();
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listener.Listen();
        using var client = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        client.Connect(listener.LocalEndPoint!);
        using Socket server = listener.Accept();
        server.NoDelay = true;

        var far = new Thread(() => Serve(kind, server, bytes)) { IsBackground = true };
        far.Start();
        long operations = 0;
        using var process = Process.GetCurrentProcess();
        TimeSpan cpuBefore = process.TotalProcessorTime;
        byte[] buffer = new byte[bytes];
        long began = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(began) < duration)
        {
            for (int i = 0; i < 16; i++, operations++)
            {
                if (kind == "pingpong") client.Send(buffer);
                if (!ReadExactly(client, buffer)) return 1;
            }
        }

        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        process.Refresh();
        double cpu = (process.TotalProcessorTime - cpuBefore).TotalSeconds;
        Console.WriteLine(FormattableString.Invariant(
            $"YARDSTICK {{\"kind\":\"{kind}\",\"bytes\":{bytes},\"rate\":{operations / seconds:F1},\"gb_per_s\":{operations * (double)bytes / seconds / 1e9:F3},\"cpu_us_per_op\":{cpu * 1e6 / operations:F3}}}"));
        return 0;
    }

    private static void Serve(string kind, Socket socket, int bytes)
    {
        byte[] buffer = new byte[bytes];
        try
        {
            while (kind != "pingpong" || ReadExactly(socket, buffer)) socket.Send(buffer);
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The measurement is over.
        }
    }

    private static bool ReadExactly(Socket socket, byte[] buffer)
    {
        for (int read = 0; read < buffer.Length;)
        {
            int n = socket.Receive(buffer, read, buffer.Length - read, SocketFlags.None);
            if (n == 0) return false;
            read += n;
        }

        return true;
    }
}
