using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>What only a process of its own shows: sockets that are inherited, and the limits of a process.</summary>
[SupportedOSPlatform("linux")]
public sealed class ProbeProcessTests
{
    [LinuxFact("inherited descriptors")]
    public async Task A_listening_socket_that_a_parent_leaves_is_served_given_back_and_served_by_the_next()
    {
        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        int handle = (int)listening.SafeHandle.DangerousGetHandle();
        Assert.Equal(0, fcntl(handle, SetFlags, 0)); // sockets of .NET are closed when another program begins: not this one
        string address = listening.LocalEndPoint!.ToString()!;

        using ProbeProcess first = await ProbeProcess.StartAsync($"--handle {handle}");
        Assert.Equal(listening.LocalEndPoint, first.Address);
        Http2Connection connection = await HelloServer.ConnectAsync(Http2Endpoint.Parse(address), new());
        using ProbeProcess second = await ProbeProcess.StartAsync($"--handle {handle} --engine socket");
        Assert.Equal(0, await first.StopAsync());
        await Assert.ThrowsAnyAsync<Exception>(() => connection.PingAsync().AsTask().WaitAsync(Limits.Test)); // it was told to go, and went

        // The parent's socket was not closed by the end of the first, and who connects finds the second.
        (await HelloServer.ConnectAsync(Http2Endpoint.Parse(address), new())).Abort(ErrorCode.NoError, "");
        Assert.Equal(0, await second.StopAsync());
        using var late = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await late.ConnectAsync(listening.LocalEndPoint!);
        using Socket ours = await listening.AcceptAsync().WaitAsync(Limits.Test);
    }

    [LinuxFact("inherited descriptors")]
    public async Task A_handle_that_is_no_socket_is_told()
    {
        IOException e = await Assert.ThrowsAsync<IOException>(() => ProbeProcess.StartAsync("--handle 77"));
        Assert.Contains("handle 77 is none of an open socket, or was not inherited", e.Message);
    }

    [Theory, MemberData(nameof(EngineTests.Engines), MemberType = typeof(EngineTests))]
    public async Task At_its_limit_of_open_files_a_server_serves_whom_it_has_and_takes_others_when_they_leave(TransportEngine engine)
    {
        if (!OperatingSystem.IsLinux()) return;
        using ProbeProcess probe = await ProbeProcess.StartAsync($"--port 0 --engine {engine}", before: "ulimit -n 150");
        Http2Connection first = await HelloServer.ConnectAsync(Http2Endpoint.Tcp(probe.Address), new());
        var others = new List<Socket>();
        for (int i = 0; i < 200; i++)
        {
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await socket.ConnectAsync(probe.Address);
            others.Add(socket);
        }

        await probe.SaysAsync("accepting fails: this process has 132 of 150 files open");
        await first.PingAsync().AsTask().WaitAsync(Limits.Test);
        others.ForEach(static socket => socket.Dispose());
        await probe.SaysAsync("accepting goes on");
        await HelloServer.ConnectAsync(Http2Endpoint.Tcp(probe.Address), new());
        Assert.Equal(0, await probe.StopAsync());
    }

    [LinuxFact("the files that a process has mapped")]
    public async Task A_server_without_TLS_loads_no_library_of_TLS()
    {
        // The JIT loads the libraries of whatever a method that runs names. What it compiles into its callers, once these run often, only a release build shows (docs/performance.md, Memory).
        using ProbeProcess probe = await ProbeProcess.StartAsync("--port 0");
        for (int i = 0; i < 3; i++)
        {
            Http2Connection connection = await HelloServer.ConnectAsync(Http2Endpoint.Tcp(probe.Address), new());
            await connection.PingAsync().AsTask().WaitAsync(Limits.Test);
            connection.Abort(ErrorCode.NoError, "");
        }

        Assert.True(probe.HasLoaded("Peregrine.Http2.dll"));
        Assert.False(probe.HasLoaded("System.Net.Security.dll"));
        Assert.False(probe.HasLoaded("System.Security.Cryptography.dll"));
    }

    private const int SetFlags = 2; // F_SETFD

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int fcntl(int descriptor, int command, int flags);
}
