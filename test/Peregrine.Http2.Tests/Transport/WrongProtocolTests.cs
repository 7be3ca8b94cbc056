using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Text;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Whoever speaks the wrong protocol is told which it was, and so is the server.</summary>
public sealed class WrongProtocolTests
{
    private static readonly TestCertificates s_certificates = new();

    public static TheoryData<TransportEngine> Engines => EngineTests.Engines;

    [Theory, MemberData(nameof(Engines))]
    public async Task An_HTTP1_request_is_answered_505_and_told_to_the_server(TransportEngine engine)
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        await using Http2Listener listener = Listen(new() { Engine = engine, HandshakeFailed = failed.SetResult });
        string answer = await SayAsync(listener, "GET /hello HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 505 ", answer);
        Assert.Contains("HTTP/2 with prior knowledge", answer);
        TransportError error = (await failed.Task.WaitAsync(Limits.Test)).Error;
        Assert.Equal(TransportErrorKind.Http1, error.Kind);
        Assert.Contains("GET /hello HTTP/1.1", error.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_TLS_client_on_a_plaintext_port_is_told_so(TransportEngine engine)
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        await using Http2Listener listener = Listen(new() { Engine = engine, HandshakeFailed = failed.SetResult });
        string answer = await SayAsync(listener, "\u0016\u0003\u0001\u0002\0\u0001\0\u0001\u00fc\u0003\u0003");
        Assert.StartsWith("HTTP/1.1 400 ", answer);
        Assert.Contains("without TLS", answer);
        Assert.Equal(TransportErrorKind.TlsOnPlaintext, (await failed.Task.WaitAsync(Limits.Test)).Error.Kind);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task What_nobody_knows_gets_GOAWAY_with_the_reason(TransportEngine engine)
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        await using Http2Listener listener = Listen(new() { Engine = engine, HandshakeFailed = failed.SetResult });
        string answer = await SayAsync(listener, "SSH-2.0-OpenSSH_9.2\r\n");
        Assert.Equal(7, answer[9 + 3]); // the frame after SETTINGS is GOAWAY
        Assert.Contains("no HTTP/2 preface", answer);
        TransportError error = (await failed.Task.WaitAsync(Limits.Test)).Error;
        Assert.Equal(TransportErrorKind.NotHttp2, error.Kind);
        Assert.Contains("SSH-2.0", error.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    [Spec("RFC9113 §3.4")]
    public async Task A_preface_that_goes_wrong_is_answered_in_HTTP2_with_PROTOCOL_ERROR(TransportEngine engine)
    {
        foreach (string preface in (string[])["PRI * HTTP/2.0\r\n\r\nXX\r\n\r\n\0\0\0\u0004\0\0\0\0\0", "PRI * HTTP/2.1\r\n\r\nSM\r\n\r\n", "NO PREFACE\r\n\r\n"])
        {
            await using Http2Listener listener = Listen(new() { Engine = engine });
            string answer = await SayAsync(listener, preface);
            Assert.Equal("\0\0\0\u0004\0\0\0\0\0", answer[..9]);
            Assert.Equal("\u0007\0\0\0\0\0\0\0\0\0\0\0\0\u0001", answer.Substring(9 + 3, 14)); // GOAWAY, stream 0, last stream 0, PROTOCOL_ERROR
        }
    }

    [Fact]
    public async Task A_plaintext_HTTP2_client_on_a_TLS_port_gets_GOAWAY_that_says_so()
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        await using Http2Listener listener = Listen(new() { Tls = new(s_certificates.Sign("localhost")), HandshakeFailed = failed.SetResult });
        string answer = await SayAsync(listener, "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n\0\0\0\u0004\0\0\0\0\0");
        Assert.Equal(7, answer[9 + 3]);
        Assert.Contains("over TLS: connect with https", answer);
        TransportError error = (await failed.Task.WaitAsync(Limits.Test)).Error;
        Assert.Equal(TransportErrorKind.PlaintextOnTls, error.Kind);
        Assert.Contains("a plaintext HTTP/2 client", error.Message);
    }

    [Fact]
    public async Task A_plaintext_HTTP1_client_on_a_TLS_port_gets_400_that_says_so()
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        await using Http2Listener listener = Listen(new() { Tls = new(s_certificates.Sign("localhost")), HandshakeFailed = failed.SetResult });
        string answer = await SayAsync(listener, "GET / HTTP/1.1\r\nHost: x\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 400 ", answer);
        Assert.Contains("over TLS", answer);
        Assert.Equal(TransportErrorKind.PlaintextOnTls, (await failed.Task.WaitAsync(Limits.Test)).Error.Kind);
    }

    [Fact]
    public async Task A_TLS_client_that_offers_only_HTTP1_is_refused_in_ALPN()
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        await using Http2Listener listener = Listen(new() { Tls = new(s_certificates.Sign("localhost")), HandshakeFailed = failed.SetResult });
        await Assert.ThrowsAsync<AuthenticationException>(() => ConnectTlsAsync(listener, [SslApplicationProtocol.Http11]));
        Assert.Equal(TransportErrorKind.Tls, (await failed.Task.WaitAsync(Limits.Test)).Error.Kind);
    }

    [Theory, InlineData(SslProtocols.Tls12), InlineData(SslProtocols.Tls13)]
    public async Task A_TLS_client_without_ALPN_is_refused_and_told_why_in_HTTP1(SslProtocols version)
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        await using Http2Listener listener = Listen(new() { Tls = new(s_certificates.Sign("localhost")) { Protocols = version }, HandshakeFailed = failed.SetResult });
        await using (SslStream client = await ConnectTlsAsync(listener, null))
        {
            await client.WriteAsync("GET / HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
            using var answer = new StreamReader(client);
            string text = await answer.ReadToEndAsync().WaitAsync(Limits.Test);
            Assert.StartsWith("HTTP/1.1 505 ", text);
            Assert.Contains("offer \"h2\" by ALPN", text);
        }

        TransportError error = (await failed.Task.WaitAsync(Limits.Test)).Error;
        Assert.Equal(TransportErrorKind.Alpn, error.Kind);
        Assert.Contains("RFC 9113 §3.2", error.Message);
    }

    [Theory, MemberData(nameof(Engines))]
    public async Task A_client_that_never_says_anything_is_cut_off_after_the_handshake_time(TransportEngine engine)
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        var time = new FakeTimeProvider();
        await using Http2Listener listener = Listen(new() { Engine = engine, TimeProvider = time, HandshakeTimeout = TimeSpan.FromSeconds(50), HandshakeFailed = failed.SetResult });
        await IsCutOffAsync(listener, "PRI * HT", time);
        TransportError error = (await failed.Task.WaitAsync(Limits.Test)).Error;
        Assert.Equal(TransportErrorKind.HandshakeTimeout, error.Kind);
        Assert.Contains("HandshakeTimeout (00:00:50)", error.Message);
    }

    [Fact]
    public async Task Half_a_TLS_handshake_is_cut_off_after_the_handshake_time()
    {
        var failed = new TaskCompletionSource<HandshakeFailure>();
        var time = new FakeTimeProvider();
        await using Http2Listener listener = Listen(new()
        {
            Tls = new(s_certificates.Sign("localhost")),
            TimeProvider = time,
            HandshakeTimeout = TimeSpan.FromSeconds(50),
            HandshakeFailed = failed.SetResult,
        });
        await IsCutOffAsync(listener, "\u0016\u0003\u0001", time);
        Assert.Equal(TransportErrorKind.HandshakeTimeout, (await failed.Task.WaitAsync(Limits.Test)).Error.Kind);
    }

    private static Http2Listener Listen(Http2ListenOptions options) =>
        Http2Server.Listen(Http2Endpoint.Tcp(new IPEndPoint(IPAddress.Loopback, 0)), options, static _ => throw new InvalidOperationException("this is no HTTP/2 client"));

    // Says something, and tells what the server says until it closes. A reset after its answer would lose it, so none may come.
    private static async Task<string> SayAsync(Http2Listener listener, string bytes)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoints[0]);
        using var client = new RecordClient(socket);
        await client.SendAsync(Encoding.Latin1.GetBytes(bytes));
        return await client.ReadToEndAsync();
    }

    // Says something, lets the handshake time pass once the server counts it, and is cut off. The server owes no answer: what it has not read makes its end a reset.
    private static async Task IsCutOffAsync(Http2Listener listener, string bytes, FakeTimeProvider time)
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoints[0]);
        using var client = new RecordClient(socket);
        await client.SendAsync(Encoding.Latin1.GetBytes(bytes));
        await time.WhenTimerIsSetAsync().WaitAsync(Limits.Test);
        time.Advance(TimeSpan.FromSeconds(50));
        await client.IsCutOffAsync();
    }

    private static async Task<SslStream> ConnectTlsAsync(Http2Listener listener, List<SslApplicationProtocol>? protocols)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        await socket.ConnectAsync(listener.LocalEndPoints[0]);
        var stream = new SslStream(new NetworkStream(socket, ownsSocket: true));
        using var limit = new CancellationTokenSource(Limits.Test);
        await stream.AuthenticateAsClientAsync(
            new SslClientAuthenticationOptions { TargetHost = "localhost", ApplicationProtocols = protocols, CertificateChainPolicy = Trust() }, limit.Token);
        return stream;
    }

    private static System.Security.Cryptography.X509Certificates.X509ChainPolicy Trust()
    {
        var policy = new System.Security.Cryptography.X509Certificates.X509ChainPolicy
        {
            TrustMode = System.Security.Cryptography.X509Certificates.X509ChainTrustMode.CustomRootTrust,
            RevocationMode = System.Security.Cryptography.X509Certificates.X509RevocationMode.NoCheck,
        };
        policy.CustomTrustStore.AddRange(s_certificates.Authorities);
        return policy;
    }
}
