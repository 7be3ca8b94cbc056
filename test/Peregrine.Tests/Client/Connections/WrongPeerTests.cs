using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using Peregrine.Http2;
using Peregrine.Http2.Tests.Transport;
using Peregrine.Tests.Client.Calls;

namespace Peregrine.Tests.Client.Connections;

/// <summary>What a caller is told when the other side is not what it takes it for, over real sockets.</summary>
public sealed class WrongPeerTests
{
    [Fact]
    public async Task A_port_where_nobody_listens_is_named_with_the_reason()
    {
        // Bound and not listening: nobody else can take the port meanwhile.
        using var silent = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        silent.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        int port = ((IPEndPoint)silent.LocalEndPoint!).Port;
        Status status = await CallAsync($"http://127.0.0.1:{port}");
        Assert.Contains($"127.0.0.1:{port}", status.Detail);
        Assert.Contains("refused", status.Detail);
    }

    [Fact]
    public async Task A_server_of_HTTP_1_is_recognised()
    {
        using var server = new FixedAnswer("HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        Status status = await CallAsync($"http://127.0.0.1:{server.Port}");
        Assert.Contains("HTTP/1", status.Detail);
        Assert.Contains($"127.0.0.1:{server.Port}", status.Detail);
    }

    [Fact]
    public async Task TLS_to_a_plaintext_server_is_recognised()
    {
        await using GrpcServer server = EchoServer.Create("http://127.0.0.1:0").Start();
        Status status = await CallAsync($"https://127.0.0.1:{server.Port}");
        Assert.Contains("plaintext", status.Detail);
        Assert.Contains($"127.0.0.1:{server.Port}", status.Detail);
    }

    [Fact]
    public async Task Plaintext_to_a_TLS_server_is_recognised()
    {
        // RFC 8446 §6: what a TLS server answers to something that is no ClientHello: a fatal alert, unexpected_message.
        using var server = new FixedAnswer("\u0015\u0003\u0003\0\u0002\u0002\n");
        Status status = await CallAsync($"http://127.0.0.1:{server.Port}");
        Assert.Contains("TLS", status.Detail);
        Assert.Contains($"127.0.0.1:{server.Port}", status.Detail);
    }

    [Fact]
    public async Task A_name_that_does_not_exist_is_named_with_the_stage()
    {
        Status status = await CallAsync("http://no-such-host.invalid:50051");
        Assert.Contains("'no-such-host.invalid'", status.Detail);
        Assert.Contains("DNS", status.Detail);
    }

    [Fact]
    public async Task A_certificate_that_nobody_vouches_for_is_told_as_TLS()
    {
        await using GrpcServer server = Secured(static _ => { }, new TestCertificates());
        Status status = await CallAsync($"https://127.0.0.1:{server.Port}", new Http2ClientTls { Authorities = new TestCertificates().Authorities });
        Assert.Contains("TLS failed", status.Detail);
        Assert.Contains("certificate", status.Detail);
        Assert.Contains($"127.0.0.1:{server.Port}", status.Detail);
    }

    [Fact]
    public async Task A_TLS_server_that_does_not_speak_HTTP_2_is_told_as_ALPN()
    {
        var certificates = new TestCertificates();
        await using GrpcServer server = Secured(static options => options.ApplicationProtocols = null, certificates);
        Status status = await CallAsync($"https://127.0.0.1:{server.Port}", new Http2ClientTls { Authorities = certificates.Authorities });
        Assert.Contains("ALPN", status.Detail);
        Assert.Contains($"127.0.0.1:{server.Port}", status.Detail);
    }

    [Fact]
    public async Task A_server_that_closes_without_a_word_is_told_as_SETTINGS()
    {
        using var server = new FixedAnswer("");
        Status status = await CallAsync($"http://127.0.0.1:{server.Port}");
        Assert.Contains("SETTINGS", status.Detail);
        Assert.Contains($"127.0.0.1:{server.Port}", status.Detail);
    }

    [Fact]
    public async Task A_GOAWAY_in_place_of_a_welcome_is_told_with_its_reason()
    {
        // An empty SETTINGS frame, then GOAWAY with ENHANCE_YOUR_CALM.
        using var server = new FixedAnswer("\0\0\0\u0004\0\0\0\0\0" + "\0\0\u0011\u0007\0\0\0\0\0" + "\0\0\0\0\0\0\0\u000b" + "too early");
        Status status = await CallAsync($"http://127.0.0.1:{server.Port}");
        Assert.Contains("EnhanceYourCalm: too early", status.Detail);
        Assert.Contains($"127.0.0.1:{server.Port}", status.Detail);
    }

    private static GrpcServer Secured(Action<SslServerAuthenticationOptions> configure, TestCertificates certificates) =>
        EchoServer.Create().Listen("https://127.0.0.1:0", new Http2ServerTls(certificates.Sign("localhost")) { Configure = configure }).Start();

    private static async Task<Status> CallAsync(string address, Http2ClientTls? tls = null)
    {
        await using GrpcChannel channel = GrpcChannel.ForAddress(address, new GrpcChannelOptions { Tls = tls });
        AsyncUnaryCall<string> call = channel.CreateCallInvoker().AsyncUnaryCall(EchoServer.Unary, null, default, "hi");
        RpcResult<string> result = await call.AsResult().AsTask().WaitAsync(TimeSpan.FromMinutes(2));
        Assert.Equal(StatusCode.Unavailable, result.Status.StatusCode);
        return result.Status;
    }

    /// <summary>Accepts connections, and says the same to each as soon as it hears something.</summary>
    private sealed class FixedAnswer : IDisposable
    {
        private readonly Socket _listener = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        private readonly byte[] _answer;
        private readonly Task _serving;
        private volatile bool _isStopped;

        public FixedAnswer(string answer)
        {
            _answer = System.Text.Encoding.Latin1.GetBytes(answer);
            _listener.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            _listener.Listen();
            Port = ((IPEndPoint)_listener.LocalEndPoint!).Port;
            _serving = ServeAsync();
        }

        public int Port { get; }

        public void Dispose()
        {
            _isStopped = true;
            _listener.Dispose();
            Assert.True(_serving.Wait(TimeSpan.FromMinutes(2)));
        }

        private async Task ServeAsync()
        {
            byte[] buffer = new byte[1024];
            while (!_isStopped)
            {
                try
                {
                    using Socket client = await _listener.AcceptAsync();
                    await client.ReceiveAsync(buffer);
                    await client.SendAsync(_answer);
                }
                catch (Exception e) when (e is SocketException or ObjectDisposedException)
                {
                    // The caller went away, or the test is over.
                }
            }
        }
    }
}
