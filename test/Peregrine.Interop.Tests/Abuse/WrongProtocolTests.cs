using System.Net;
using System.Net.Sockets;
using System.Text;
using Grpc.Testing;
using Microsoft.Extensions.Logging;
using Peregrine.Http2;
using Peregrine.Interop.Client;
using Peregrine.Interop.Server;

namespace Peregrine.Interop.Tests.Abuse;

/// <summary>Peers that speak another protocol than the port: each side is told which.</summary>
public sealed class WrongProtocolTests : IAsyncLifetime, IDisposable
{
    private readonly RecordingLog _log = new();
    private readonly GrpcServer _plaintext;
    private readonly GrpcServer _tls;

    public WrongProtocolTests()
    {
        _plaintext = new GrpcServer(new GrpcServerOptions { LoggerFactory = _log }, "http://127.0.0.1:0").Add(new InteropService(new Peregrine.Orca.LoadReportService()));
        _tls = new GrpcServer(new GrpcServerOptions { LoggerFactory = _log, Tls = new Http2ServerTls(TestCertificates.Server()) }, "https://127.0.0.1:0").Add(new InteropService(new Peregrine.Orca.LoadReportService()));
    }

    public async Task InitializeAsync()
    {
        await _plaintext.StartAsync();
        await _tls.StartAsync();
    }

    public async Task DisposeAsync()
    {
        await _plaintext.DisposeAsync();
        await _tls.DisposeAsync();
    }

    public void Dispose() => _log.Dispose();

    [Fact]
    public async Task A_plaintext_client_on_a_TLS_port_is_told_so_on_both_sides()
    {
        string detail = await DetailOfCall(InteropTarget.Plaintext("127.0.0.1", _tls.Port));

        Assert.Contains("TLS", detail, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{_tls.Port}", detail, StringComparison.Ordinal);
        await _log.Contains("plaintext", "TLS");
    }

    [Fact]
    public async Task A_TLS_client_on_a_plaintext_port_is_told_so_on_both_sides()
    {
        string detail = await DetailOfCall(InteropTarget.Tls("127.0.0.1", _plaintext.Port, testAuthority: true, "foo.test.google.fr"));

        Assert.Contains("plaintext", detail, StringComparison.Ordinal);
        Assert.Contains($"127.0.0.1:{_plaintext.Port}", detail, StringComparison.Ordinal);
        await _log.Contains("TLS", "plaintext");
    }

    [Fact]
    public async Task An_HTTP_1_1_client_is_told_so_in_its_own_protocol()
    {
        using var socket = new Socket(SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(IPAddress.Loopback, _plaintext.Port);
        await socket.SendAsync(Encoding.ASCII.GetBytes("GET / HTTP/1.1\r\nHost: localhost\r\n\r\n"));
        using var reader = new StreamReader(new NetworkStream(socket), Encoding.ASCII);
        string answer = await reader.ReadToEndAsync().WaitAsync(TimeSpan.FromMinutes(2));

        Assert.StartsWith("HTTP/1.1 505", answer, StringComparison.Ordinal);
        Assert.Contains("HTTP/2", answer, StringComparison.Ordinal);
        await _log.Contains("HTTP/1");
    }

    [Fact]
    public async Task A_server_that_speaks_HTTP_1_1_is_named_to_our_client()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        Task answering = AnswerHttp11Async(listener);

        string detail = await DetailOfCall(InteropTarget.Plaintext("127.0.0.1", ((IPEndPoint)listener.LocalEndpoint).Port));

        Assert.Contains("HTTP/1", detail, StringComparison.Ordinal);
        listener.Stop();
        await answering;
    }

    [Fact]
    public async Task A_port_in_use_is_an_exception_that_names_the_address()
    {
        await using var second = new GrpcServer($"http://127.0.0.1:{_plaintext.Port}");

        Exception failure = await Assert.ThrowsAnyAsync<Exception>(() => second.StartAsync());

        Assert.Contains($"127.0.0.1:{_plaintext.Port}", failure.Message, StringComparison.Ordinal);
    }

    private static async Task<string> DetailOfCall(InteropTarget target)
    {
        await using (target)
        {
            RpcException failure = await Assert.ThrowsAsync<RpcException>(async () =>
                await target.Client.EmptyCallAsync(new Empty(), deadline: DateTime.UtcNow.AddMinutes(2)));
            Assert.Equal(StatusCode.Unavailable, failure.StatusCode);
            return failure.Status.Detail;
        }
    }

    // Answers every connection as an HTTP/1.1 server answers an HTTP/2 preface, until the listener stops.
    private static async Task AnswerHttp11Async(TcpListener listener)
    {
        try
        {
            while (true)
            {
                using Socket socket = await listener.AcceptSocketAsync();
                await socket.ReceiveAsync(new byte[1024]);
                await socket.SendAsync(Encoding.ASCII.GetBytes("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"));
            }
        }
        catch (Exception stopped) when (stopped is SocketException or ObjectDisposedException)
        {
            // The test is over.
        }
    }
}
