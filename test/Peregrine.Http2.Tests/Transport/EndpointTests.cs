using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

public sealed class EndpointTests
{
    [Theory]
    [InlineData("127.0.0.1:80", "127.0.0.1:80")]
    [InlineData("[::1]:50051", "[::1]:50051")]
    [InlineData("localhost:0", "localhost:0")]
    [InlineData("*:50051", "[::]:50051")]
    [InlineData("example.org:443", "example.org:443")]
    [InlineData("unix:/run/x.sock", "unix:/run/x.sock")]
    [InlineData("unix:///run/x.sock", "unix:/run/x.sock")]
    [InlineData("unix-abstract:x", "unix-abstract:x")]
    [InlineData("npipe:x", "npipe:x")]
    public void An_address_is_read_from_text(string text, string expected) => Assert.Equal(expected, Http2Endpoint.Parse(text).ToString());

    [Theory]
    [InlineData("")]
    [InlineData("localhost")]
    [InlineData(":80")]
    [InlineData("localhost:65536")]
    [InlineData("localhost:-1")]
    [InlineData("::1:80:x")]
    [InlineData("unix:")]
    public void What_is_no_address_is_refused_with_what_is_wanted(string text)
    {
        FormatException e = Assert.Throws<FormatException>(() => Http2Endpoint.Parse(text));
        Assert.Contains("host:port", e.Message);
    }

    [Fact]
    public async Task Localhost_is_both_loopback_addresses_on_one_port()
    {
        await using Http2Listener listener = Listen(Http2Endpoint.Localhost(0));
        Assert.NotEqual(0, listener.Port);
        Assert.All(listener.LocalEndPoints, e => Assert.Equal(listener.Port, ((IPEndPoint)e).Port));
        Assert.Equal(Socket.OSSupportsIPv6 ? 2 : 1, listener.LocalEndPoints.Count);
        foreach (EndPoint address in listener.LocalEndPoints) await ConnectAsync(address);
    }

    [Fact]
    public async Task Any_address_takes_IPv4_too()
    {
        await using Http2Listener listener = Listen(Http2Endpoint.AnyIP(0));
        await ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.Port));
    }

    [Fact]
    public async Task A_port_in_use_is_named_in_the_exception()
    {
        await using Http2Listener first = Listen(Http2Endpoint.Parse("127.0.0.1:0"));
        Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(first.Endpoints[0]));
        Assert.Equal($"127.0.0.1:{first.Port}", e.Address);
        Assert.StartsWith($"cannot listen on 127.0.0.1:{first.Port}: 127.0.0.1:{first.Port} is in use by another socket: stop whoever listens there", e.Message);
    }

    [Fact]
    public async Task A_Unix_domain_socket_replaces_a_stale_file_but_not_a_living_server()
    {
        string path = TempPath();
        LeaveStale(path);
        await using (Http2Listener listener = Listen(Http2Endpoint.UnixSocket(path)))
        {
            await ConnectAsync(new UnixDomainSocketEndPoint(path));
            Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.UnixSocket(path)));
            Assert.Equal($"unix:{path}", e.Address);
            Assert.Contains("another server listens there", e.Message);
            await ConnectAsync(new UnixDomainSocketEndPoint(path));
        }

        Assert.False(File.Exists(path));
    }

    [LinuxFact("what is a socket")]
    public void A_file_that_is_no_socket_is_never_removed()
    {
        string path = TempPath();
        File.WriteAllText(path, "");
        Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.UnixSocket(path)));
        Assert.Contains("there is a file that is no socket: move it away", e.Message);
        Assert.True(File.Exists(path));
        File.Delete(path);
    }

    [LinuxFact("modes of socket files")]
    [SupportedOSPlatform("linux")]
    public async Task Who_may_connect_to_a_Unix_domain_socket_is_its_mode()
    {
        foreach (UnixFileMode mode in new[] { UnixFileMode.UserRead | UnixFileMode.UserWrite, (UnixFileMode)0b110_110_110 })
        {
            string path = TempPath();
            await using Http2Listener listener = Listen(Http2Endpoint.UnixSocket(path, mode));
            Assert.Equal(mode, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public async Task A_path_too_long_a_folder_that_is_not_there_and_a_name_too_long_are_told_by_both_ends()
    {
        string folder = Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N"));
        Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.UnixSocket(Path.Combine(folder, "x.sock"))));
        Assert.Contains($"there is no folder {folder}: make it first", e.Message);
        foreach (Http2Endpoint endpoint in new[] { Http2Endpoint.UnixSocket("/" + new string('x', 200)), Http2Endpoint.AbstractSocket(new string('x', 200)) })
        {
            e = Assert.Throws<Http2ListenException>(() => Listen(endpoint));
            Assert.Contains("is too long", e.Message);
            Http2ConnectException c = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(endpoint, new()));
            Assert.Equal(ConnectStage.Socket, c.Stage);
            Assert.Contains("is too long", c.Message);
        }
    }

    [LinuxFact("taking a path over")]
    public async Task A_path_that_is_taken_over_stays_reachable_and_is_not_removed_by_the_server_before()
    {
        string path = TempPath();
        var options = new Http2ListenOptions { ReusePort = true };
        Http2Listener old = HelloServer.Listen(options, Http2Endpoint.UnixSocket(path));
        Http2Connection open = await HelloServer.ConnectAsync(old, new());
        await using (Http2Listener next = HelloServer.Listen(options, Http2Endpoint.UnixSocket(path)))
        {
            await HelloServer.AskAsync(open);
            await old.DisposeAsync().AsTask().WaitAsync(Limits.Test);
            Http2Connection after = await HelloServer.ConnectAsync(next, new());
            await HelloServer.AskAsync(after);
            Assert.Single(next.Connections);
        }

        Assert.False(File.Exists(path));
        Assert.False(File.Exists(path + "~"));
    }

    [LinuxFact("SO_REUSEPORT")]
    public async Task Two_servers_share_a_port_when_both_ask_for_it()
    {
        await using Http2Listener first = HelloServer.Listen(new() { ReusePort = true });
        Assert.Throws<Http2ListenException>(() => HelloServer.Listen(new(), first.Endpoints[0]));
        await using Http2Listener second = HelloServer.Listen(new() { ReusePort = true }, first.Endpoints[0]);
        Assert.Equal(first.Port, second.Port);
        await first.StopAcceptingAsync().WaitAsync(Limits.Test);
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(second, new()));
        Assert.Single(second.Connections);
    }

    [Theory, MemberData(nameof(EngineTests.Engines), MemberType = typeof(EngineTests))]
    public async Task An_IPv4_address_that_is_written_as_IPv6_is_listened_on_and_connected_to(TransportEngine engine)
    {
        if (!Socket.OSSupportsIPv6) return;
        await using Http2Listener listener = HelloServer.Listen(new() { Engine = engine }, Http2Endpoint.Parse("[::ffff:127.0.0.1]:0"));
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(listener, new() { Engine = engine }));
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(Http2Endpoint.Parse($"127.0.0.1:{listener.Port}"), new() { Engine = engine }));
    }

    [Fact]
    public async Task The_any_address_of_IPv4_is_IPv4_alone()
    {
        await using Http2Listener listener = Listen(Http2Endpoint.Parse("0.0.0.0:0"));
        await ConnectAsync(new IPEndPoint(IPAddress.Loopback, listener.Port));
        Assert.Equal(IPAddress.Any, ((IPEndPoint)Assert.Single(listener.LocalEndPoints)).Address);
    }

    [Fact]
    public void An_address_that_this_machine_has_not_is_told_with_what_to_give_instead()
    {
        Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.Parse("192.0.2.1:0"))); // RFC 5737: nobody's
        Assert.Equal("cannot listen on 192.0.2.1:0: this machine has no address 192.0.2.1: give one that it has, or * for all of them", e.Message);
        e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.Parse("example.org:0")));
        Assert.Contains("names are looked up by clients only", e.Message);
    }

    [Fact]
    public void Port_0_of_localhost_is_another_one_when_IPv6_has_it_in_use_already()
    {
        var asked = new List<IPEndPoint>();
        List<Socket> pair = LoopbackPair.Listen(0, address =>
        {
            asked.Add(address);
            if (asked.Count == 2) throw InUse(address);
            var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            return socket;
        });
        Assert.Equal(2, pair.Count);
        Assert.Equal([0, 0], [asked[0].Port, asked[2].Port]);
        Assert.NotEqual(asked[1].Port, asked[3].Port);
        pair.ForEach(static socket => socket.Dispose());

        // A port that was asked for is not.
        using var v4 = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        v4.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)v4.LocalEndPoint!).Port;
        Http2ListenException e = Assert.Throws<Http2ListenException>(
            () => LoopbackPair.Listen(port, address => address.AddressFamily == AddressFamily.InterNetworkV6 ? throw InUse(address) : v4));
        Assert.Contains($"[::1]:{port}", e.Message);

        static Http2ListenException InUse(IPEndPoint address) => new(address.ToString(), "in use", new SocketException((int)SocketError.AddressAlreadyInUse));
    }

    [LinuxFact("abstract sockets")]
    public async Task An_abstract_socket_has_no_file()
    {
        string name = Guid.NewGuid().ToString("N");
        await using Http2Listener listener = Listen(Http2Endpoint.AbstractSocket(name));
        await ConnectAsync(new UnixDomainSocketEndPoint("\0" + name));
    }

    [Fact]
    public async Task A_named_pipe_takes_one_connection_after_the_other_and_is_not_taken_twice()
    {
        string name = $"pg-{Guid.NewGuid():N}";
        var endpoint = Http2Endpoint.NamedPipe(name);
        await using (Http2Listener listener = Listen(endpoint))
        {
            for (int i = 0; i < 3; i++)
            {
                await using var client = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
                await client.ConnectAsync(CancellationToken.None);
                await client.WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
                using var answer = new StreamReader(client);
                Assert.StartsWith("HTTP/1.1 505", await answer.ReadToEndAsync());
            }

            Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(endpoint));
            Assert.Equal($"npipe:{name}", e.Address);
        }

        // The name is free again.
        await using Http2Listener next = Listen(endpoint);
    }

    [Fact]
    public async Task A_pipe_whose_client_fails_or_may_not_use_it_waits_for_the_next_on_another_instance()
    {
        string name = $"pg-{Guid.NewGuid():N}";
        var waited = new List<NamedPipeServerStream>();
        using var acceptor = new NamedPipeAcceptor(name, Http2Endpoint.NamedPipe(name), (pipe, cancellationToken) =>
        {
            Assert.DoesNotContain(pipe, waited);
            waited.Add(pipe);
            return waited.Count switch
            {
                1 => Task.FromException(new IOException("the pipe is being closed")),
                2 => Task.FromException(new UnauthorizedAccessException("a client of another user")),
                _ => pipe.WaitForConnectionAsync(cancellationToken),
            };
        });
        await Assert.ThrowsAsync<IOException>(async () => await acceptor.AcceptAsync(CancellationToken.None));
        ValueTask<RawConnection?> accepted = acceptor.AcceptAsync(CancellationToken.None); // passes over the second
        await using var client = new NamedPipeClientStream(".", name, PipeDirection.InOut, PipeOptions.Asynchronous);
        await client.ConnectAsync(CancellationToken.None);
        using RawConnection? raw = await accepted;
        Assert.NotNull(raw);
        Assert.Equal(3, waited.Count);
        Assert.All(waited[..2], pipe => Assert.Throws<ObjectDisposedException>(() => pipe.ReadByte()));
    }

    [Fact]
    public async Task A_socket_that_listens_already_is_accepted_from()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        socket.Listen();
        EndPoint address = socket.LocalEndPoint!;
        await using Http2Listener listener = Listen(Http2Endpoint.FromSocket(socket));
        await ConnectAsync(address);
    }

    [Fact]
    public void A_socket_that_neither_listens_nor_is_connected_is_refused_and_so_is_a_closed_one()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.FromSocket(socket)));
        Assert.Contains("neither listens nor is connected: call Listen on it first", e.Message);
        socket.Dispose();
        e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.FromSocket(socket)));
        Assert.Contains("the socket given is closed", e.Message);
    }

    [Fact]
    public void What_can_be_no_endpoint_is_refused_when_it_is_made()
    {
        Assert.Contains("for reading and for writing", Assert.Throws<ArgumentException>(() => Http2Endpoint.FromStream(new MemoryStream([], writable: false))).Message);
        Assert.Throws<ArgumentException>(() => Http2Endpoint.UnixSocket(""));
        Assert.Throws<ArgumentNullException>(() => Http2Endpoint.FromSocket(null!));
        Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(Http2Endpoint.NamedPipe("a/b")));
        Assert.Contains("that is no name for a pipe", e.Message);
    }

    [LinuxFact("descriptors by their numbers")]
    public async Task A_handle_of_a_listening_Unix_domain_socket_is_named_by_its_path_which_stays()
    {
        string path = TempPath();
        using var made = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        made.Bind(new UnixDomainSocketEndPoint(path));
        made.Listen();
        await using (Http2Listener listener = Listen(Http2Endpoint.FromHandle(new SafeSocketHandle(Duplicate(made), ownsHandle: true))))
        {
            Assert.Equal($"unix:{path}", listener.Endpoints[0].ToString());
            await ConnectAsync(new UnixDomainSocketEndPoint(path));
        }

        Assert.True(File.Exists(path));
    }

    private static string TempPath() => Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");

    // A server that was killed leaves its file. A socket of .NET that ends removes the name that it bound, so it gets another one.
    private static void LeaveStale(string path)
    {
        using var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        killed.Bind(new UnixDomainSocketEndPoint(path + "-"));
        File.Move(path + "-", path);
    }

    private static nint Duplicate(Socket socket)
    {
        int copy = dup((int)socket.SafeHandle.DangerousGetHandle());
        Assert.True(copy > 0);
        return copy;
    }

    [DllImport("libc", SetLastError = true), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int dup(int descriptor);

    private static Http2Listener Listen(Http2Endpoint endpoint) => Http2Server.Listen(endpoint, new(), static _ => throw new InvalidOperationException("no preface is sent here"));

    // The other side is there: it answers HTTP/1.
    private static async Task ConnectAsync(EndPoint address)
    {
        using var socket = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Unspecified);
        await socket.ConnectAsync(address);
        using var client = new RecordClient(socket);
        await client.SendAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        Assert.StartsWith("HTTP/1.1 505", await client.ReadToEndAsync());
    }
}
