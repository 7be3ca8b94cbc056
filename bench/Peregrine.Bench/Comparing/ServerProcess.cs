using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Peregrine.Bench.Comparing;

/// <summary>A server in a process of its own: one of this program's, or nghttpd answering with a file of the response's size and with trailers.</summary>
internal sealed class ServerProcess : IAsyncDisposable
{
    private const string Small = "small";

    private readonly string? _folder;

    private ServerProcess(Process process, int port, string? folder)
    {
        Process = process;
        Port = port;
        _folder = folder;
    }

    public Process Process { get; }

    public int Port { get; }

    /// <summary>Starts a server by name: peregrine, peregrine-http2, kestrel-raw (each with :ENGINE and /FLAG=VALUE behind it; /small for the settings of small.runtimeconfig.json), nghttpd, or nghttpd-get.</summary>
    public static async Task<ServerProcess> StartAsync(string name, int responseSize)
    {
        if (name is "nghttpd" or "nghttpd-get") return await StartNghttpdAsync(responseSize, trailers: name == "nghttpd");
        string[] slashed = name.Split('/');
        string[] parts = slashed[0].Split(':');
        List<string> args = [.. Launch(slashed.Contains(Small)), "server", "--port", "0", "--transport", parts[0]];
        if (parts.Length > 1) args.AddRange(["--engine", parts[1]]);
        args.AddRange(Flags(slashed[1..].Where(static flag => flag != Small)));
        Process process = Start(slashed.Contains(Small) ? "dotnet" : Environment.ProcessPath!, args);
        string? line = await process.StandardOutput.ReadLineAsync();
        if (line is null || !line.StartsWith("listening on ", StringComparison.Ordinal)) throw new InvalidDataException($"{name} did not start: {line}");
        return new ServerProcess(process, int.Parse(line[(line.LastIndexOf(':') + 1)..], CultureInfo.InvariantCulture), null);
    }

    public async ValueTask DisposeAsync()
    {
        Process.Kill();
        await Process.WaitForExitAsync();
        Process.Dispose();
        if (_folder is not null) Directory.Delete(_folder, recursive: true);
    }

    /// <summary>FLAG=VALUE or FLAG as this program's commands take them.</summary>
    public static IEnumerable<string> Flags(IEnumerable<string> flags)
    {
        foreach (string flag in flags)
        {
            string[] parts = flag.Split('=');
            yield return $"--{parts[0]}";
            if (parts.Length > 1) yield return parts[1];
        }
    }

    /// <summary>Starts a program with its standard output redirected.</summary>
    public static Process Start(string program, IEnumerable<string> args) =>
        Process.Start(new ProcessStartInfo(program, args) { RedirectStandardOutput = true }) ?? throw new InvalidDataException($"{program} did not start");

    // The runtime takes most of its settings from a file when it starts: a small server is this program with another file.
    private static IEnumerable<string> Launch(bool small)
    {
        string program = typeof(ServerProcess).Assembly.Location;
        if (small) return ["exec", "--runtimeconfig", Path.Combine(AppContext.BaseDirectory, "small.runtimeconfig.json"), program];
        return Environment.ProcessPath!.EndsWith("dotnet", StringComparison.Ordinal) ? [program] : [];
    }

    private static async Task<ServerProcess> StartNghttpdAsync(int responseSize, bool trailers)
    {
        string folder = Directory.CreateTempSubdirectory("bench").FullName;
        await File.WriteAllBytesAsync(Path.Combine(folder, "answer"), GrpcFrame.SimpleResponse(responseSize));
        int port = FreePort();
        string[] flags = trailers ? ["--trailer", "grpc-status: 0"] : [];
        Process process = Start("nghttpd", [.. flags, "--no-tls", "-n1", "-a", "127.0.0.1", "-d", folder, port.ToString(CultureInfo.InvariantCulture)]);
        for (int i = 0; i < 100 && !await AnswersAsync(port); i++) await Task.Delay(TimeSpan.FromMilliseconds(20));
        return new ServerProcess(process, port, folder);
    }

    private static async Task<bool> AnswersAsync(int port)
    {
        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(IPAddress.Loopback, port);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}
