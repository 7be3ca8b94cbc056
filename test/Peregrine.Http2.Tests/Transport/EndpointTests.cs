using System.IO.Pipes;
using System.Net;
using System.Net.Sockets;
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
        Assert.Equal($"cannot listen on 127.0.0.1:{first.Port}: the address is in use by another socket", e.Message);
    }

    [Fact]
    public async Task A_Unix_domain_socket_replaces_a_stale_file_but_not_a_living_server()
    {
        string path = Path.Combine(Path.GetTempPath(), $"{Guid.NewGuid():N}.sock");
        var endpoint = Http2Endpoint.UnixSocket(path);
        using (var killed = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified))
        {
            // A server that was killed leaves its file.
            killed.Bind(new UnixDomainSocketEndPoint(path));
        }

        if (!File.Exists(path)) File.WriteAllText(path, "");
        await using (Http2Listener listener = Listen(endpoint))
        {
            await ConnectAsync(new UnixDomainSocketEndPoint(path));
            Http2ListenException e = Assert.Throws<Http2ListenException>(() => Listen(endpoint));
            Assert.Equal($"unix:{path}", e.Address);
        }

        Assert.False(File.Exists(path));
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
