using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Peregrine.Http2;

namespace Peregrine.Tests.Server;

/// <summary>One server takes over from another at the same address while callers call: none of them notices.</summary>
public sealed class RollingRestartTests : IDisposable
{
    private const int Restarts = 5;
    private const int Callers = 8;

    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2);

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly List<IDisposable> _held = [];

    private string SocketPath => Path.Combine(_folder, "rolling.sock");

    public void Dispose()
    {
        _held.ForEach(static held => held.Dispose());
        Directory.Delete(_folder, recursive: true);
    }

    [Theory, InlineData(TransportEngine.Socket), InlineData(TransportEngine.Epoll)]
    public async Task On_a_port_that_both_share_no_caller_notices_a_restart(TransportEngine engine)
    {
        if (!OperatingSystem.IsLinux()) return;
        var first = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _held.Add(first);
        first.SetRawSocketOption(1, 15, [1, 0, 0, 0]);
        first.Bind(new IPEndPoint(IPAddress.Loopback, 0)); // keeps the port for the time of the test, without listening
        var address = (IPEndPoint)first.LocalEndPoint!;
        await RollAsync(engine, () => Http2Endpoint.Tcp(address), $"http://{address}");
    }

    [Theory, InlineData(TransportEngine.Socket), InlineData(TransportEngine.Epoll)]
    public async Task On_a_Unix_domain_socket_whose_path_is_taken_over_no_caller_notices_a_restart(TransportEngine engine)
    {
        if (!OperatingSystem.IsLinux()) return;
        await RollAsync(engine, () => Http2Endpoint.UnixSocket(SocketPath), $"unix:{SocketPath}");
    }

    [Theory, InlineData(TransportEngine.Socket), InlineData(TransportEngine.Epoll)]
    public async Task On_a_listening_socket_that_is_handed_over_no_caller_notices_a_restart(TransportEngine engine)
    {
        if (!OperatingSystem.IsLinux()) return;
        // The service manager's: servers come and go, it stays.
        var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        _held.Add(listening);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        // All in one process, and .NET's own epoll remembers the number of a socket that is still open under another one: each server gets a number of its own, as in a process of its own.
        int least = 5000;
        await RollAsync(
            engine,
            () => Http2Endpoint.FromHandle(new SafeSocketHandle(fcntl((int)listening.SafeHandle.DangerousGetHandle(), 0 /* F_DUPFD */, least++), ownsHandle: true)),
            $"http://{listening.LocalEndPoint}");
    }

    private static async Task RollAsync(TransportEngine engine, Func<Http2Endpoint> endpoint, string url)
    {
        int generation = 0;
        int[] served = new int[Restarts + 1];
        GrpcServer server = Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress(url, new GrpcChannelOptions { Engine = engine });
        using var over = new CancellationTokenSource();
        Task<int>[] callers = [.. Enumerable.Range(0, Callers).Select(_ => Task.Run(() => CallAsync(channel, over.Token)))];
        for (int i = 0; i < Restarts; i++)
        {
            int current = generation;
            await WaitAsync(() => Volatile.Read(ref served[current - 1]) > 100, callers);
            GrpcServer next = Start();
            await server.StopAsync(Timeout.InfiniteTimeSpan).WaitAsync(s_long);
            server = next;
        }

        await WaitAsync(() => Volatile.Read(ref served[Restarts]) > 100, callers);
        await over.CancelAsync();
        int[] calls = await Task.WhenAll(callers).WaitAsync(s_long);
        await server.StopAsync().WaitAsync(s_long);
        Assert.Equal(calls.Sum(), served.Sum());

        GrpcServer Start()
        {
            int mine = generation++;
            return new GrpcServer(new GrpcServerOptions { Engine = engine, ReusePort = true })
                .Listen(endpoint())
                .AddUnary(TestMethods.Unary, async (request, _) =>
                {
                    Interlocked.Increment(ref served[mine]);
                    await Task.Yield();
                    return request;
                })
                .Start();
        }
    }

    // Every call must succeed, without being told to wait or to try again: one that fails ends the test.
    private static async Task<int> CallAsync(GrpcChannel channel, CancellationToken over)
    {
        CallInvoker invoker = channel.CreateCallInvoker();
        int calls = 0;
        for (; !over.IsCancellationRequested; calls++)
            Assert.Equal("x", await invoker.AsyncUnaryCall(TestMethods.Unary, null, default, "x"));
        return calls;
    }

    private static async Task WaitAsync(Func<bool> isDone, Task[] callers)
    {
        long began = TimeProvider.System.GetTimestamp();
        while (!isDone())
        {
            foreach (Task caller in callers.Where(static caller => caller.IsCompleted))
                await caller;
            Assert.True(TimeProvider.System.GetElapsedTime(began) < s_long, "the new server serves nobody");
            await Task.Yield();
        }
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(int descriptor, int command, int least);
}
