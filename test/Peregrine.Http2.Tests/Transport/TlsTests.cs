using System.Diagnostics;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2.Transport;

namespace Peregrine.Http2.Tests.Transport;

public sealed class TlsTests
{
    private static readonly TestCertificates s_certificates = new();
    private static readonly Http2ClientTls s_client = new() { ServerName = "localhost", Authorities = s_certificates.Authorities };

    [Fact]
    public async Task A_connection_over_TLS_tells_what_was_agreed()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(s_certificates.Sign("localhost")) });
        Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Tls = s_client });
        await HelloServer.AskAsync(connection);
        TlsFacts facts = connection.Tls!;
        Assert.Equal(SslProtocols.Tls13, facts.Protocol);
        Assert.Equal("CN=localhost", facts.RemoteCertificate!.Subject);
        TlsFacts ours = listener.Connections[0].Tls!;
        Assert.Equal("localhost", ours.ServerName);
        Assert.Null(ours.RemoteCertificate);
    }

    [Theory, MemberData(nameof(EngineTests.Engines), MemberType = typeof(EngineTests))]
    public async Task TLS_goes_over_any_kind_of_address(TransportEngine engine)
    {
        string name = $"pg-{Guid.NewGuid():N}";
        var listen = new Http2ListenOptions { Engine = engine, Tls = new(s_certificates.Sign("localhost")) };
        var connect = new Http2ConnectOptions { Engine = engine, Tls = s_client };
        string[] addresses = ["localhost:0", $"unix:{Path.Combine(Path.GetTempPath(), name)}", $"npipe:{name}", .. OperatingSystem.IsLinux() ? [$"unix-abstract:{name}"] : Array.Empty<string>()];
        foreach (string address in addresses)
        {
            await using Http2Listener listener = HelloServer.Listen(listen, Http2Endpoint.Parse(address));
            await HelloServer.AskAsync(await HelloServer.ConnectAsync(listener, connect));
        }

        using var listening = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listening.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        listening.Listen();
        foreach (bool streams in new[] { false, true })
        {
            var near = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            await near.ConnectAsync(listening.LocalEndPoint!);
            Socket far = await listening.AcceptAsync();
            await using Http2Listener listener = HelloServer.Listen(listen, Existing(far, streams));
            await HelloServer.AskAsync(await HelloServer.ConnectAsync(Existing(near, streams), connect));
        }

        static Http2Endpoint Existing(Socket socket, bool asStream) =>
            asStream ? Http2Endpoint.FromStream(new NetworkStream(socket, ownsSocket: true)) : Http2Endpoint.FromSocket(socket);
    }

    [Fact]
    public async Task TLS_1_2_is_good_enough_with_an_ephemeral_AEAD_suite()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(s_certificates.Sign("localhost")) { Protocols = SslProtocols.Tls12 } });
        Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Tls = s_client });
        await HelloServer.AskAsync(connection);
        Assert.Equal(SslProtocols.Tls12, connection.Tls!.Protocol);
    }

    [Theory]
    [InlineData(SslProtocols.Tls13, TlsCipherSuite.TLS_AES_128_GCM_SHA256, true)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, true)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_CHACHA20_POLY1305_SHA256, true)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_DHE_RSA_WITH_AES_256_GCM_SHA384, true)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CCM_8, true)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_CBC_SHA, false)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_RSA_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_ECDH_RSA_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_DH_anon_WITH_AES_128_GCM_SHA256, false)]
    [InlineData(SslProtocols.Tls12, TlsCipherSuite.TLS_PSK_WITH_AES_128_GCM_SHA256, false)]
#pragma warning disable CA5397, SYSLIB0039 // the version that must be refused
    [InlineData(SslProtocols.Tls11, TlsCipherSuite.TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256, false)]
#pragma warning restore CA5397, SYSLIB0039
    public void Only_suites_that_RFC_9113_allows_are_allowed(SslProtocols protocol, TlsCipherSuite suite, bool allowed) =>
        Assert.Equal(allowed, TlsHandshake.IsAllowed(protocol, suite));

    // CBC is on the list of appendix A; the test's certificates are ECDSA.
    [SupportedOSPlatform("linux")]
    private static CipherSuitesPolicy Forbidden => new([TlsCipherSuite.TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256]);

    [LinuxFact("a choice of cipher suites")]
    [SupportedOSPlatform("linux")]
    public async Task A_suite_that_RFC_9113_forbids_is_INADEQUATE_SECURITY()
    {
        var told = new TaskCompletionSource<HandshakeFailure>();
        var tls = new Http2ServerTls(s_certificates.Sign("localhost")) { Protocols = SslProtocols.Tls12, Configure = static o => o.CipherSuitesPolicy = Forbidden };
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = tls, HandshakeFailed = told.SetResult });
        using var socket = new TcpClient("127.0.0.1", listener.Port);
        await using var client = new SslStream(socket.GetStream());
        var trusting = new X509ChainPolicy { TrustMode = X509ChainTrustMode.CustomRootTrust, RevocationMode = X509RevocationMode.NoCheck };
        trusting.CustomTrustStore.AddRange(s_certificates.Authorities);
        await client.AuthenticateAsClientAsync(new SslClientAuthenticationOptions
        {
            TargetHost = "localhost", ApplicationProtocols = [SslApplicationProtocol.Http2], CipherSuitesPolicy = Forbidden, CertificateChainPolicy = trusting,
        });
        using var sent = new MemoryStream();
        await client.CopyToAsync(sent).WaitAsync(Limits.Test);
        Assert.Equal((byte)ErrorCode.InadequateSecurity, sent.ToArray()[9 + 9 + 7]);
        Assert.Contains("TLS_ECDHE_ECDSA_WITH_AES_128_CBC_SHA256 is not allowed for HTTP/2", System.Text.Encoding.ASCII.GetString(sent.ToArray()));
        Assert.Equal(TransportErrorKind.InadequateSecurity, (await told.Task.WaitAsync(Limits.Test)).Error.Kind);
        Assert.Equal(1, listener.Counters.HandshakesFailed);
    }

    [LinuxFact("a choice of cipher suites")]
    [SupportedOSPlatform("linux")]
    public async Task A_client_refuses_a_suite_that_RFC_9113_forbids()
    {
        var tls = new Http2ServerTls(s_certificates.Sign("localhost")) { Protocols = SslProtocols.Tls12, Configure = static o => o.CipherSuitesPolicy = Forbidden };
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = tls });
        var client = new Http2ClientTls { Protocols = SslProtocols.Tls12, ServerName = "localhost", Authorities = s_certificates.Authorities, Configure = static o => o.CipherSuitesPolicy = Forbidden };
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = client }));
        Assert.Equal((ConnectStage.Tls, TransportErrorKind.InadequateSecurity), (e.Stage, e.Error.Kind));
    }

    [ToolFact("openssl", "openssl")]
    public async Task A_client_that_renegotiates_TLS_1_2_is_cut_off()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(s_certificates.Sign("localhost")) });
        var start = new ProcessStartInfo("openssl", ["s_client", "-connect", $"127.0.0.1:{listener.Port}", "-tls1_2", "-alpn", "h2", "-legacy_renegotiation"])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process openssl = Process.Start(start)!;
        Task<string> output = openssl.StandardOutput.ReadToEndAsync();
        Task<string> errors = openssl.StandardError.ReadToEndAsync();
        await openssl.StandardInput.WriteAsync("R\n"); // its command to begin a new handshake
        await openssl.StandardInput.FlushAsync();
        await openssl.WaitForExitAsync().WaitAsync(Limits.Test);
        Assert.Contains("RENEGOTIATING", await output + await errors);
        Assert.Contains("unexpected eof", await errors);
        await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
    }

    [Fact]
    public async Task A_server_certificate_from_elsewhere_is_refused_in_the_TLS_stage()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(new TestCertificates().Sign("localhost")) });
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = s_client }));
        Assert.Equal((ConnectStage.Tls, TransportErrorKind.Tls), (e.Stage, e.Error.Kind));
        Assert.Contains($"cannot connect to 127.0.0.1:{listener.Port}: TLS failed", e.Message);
    }

    [Fact]
    public async Task A_server_without_h2_in_ALPN_is_told_by_stage()
    {
        var tls = new Http2ServerTls(s_certificates.Sign("localhost")) { Configure = static o => o.ApplicationProtocols = null };
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = tls });
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = s_client }));
        Assert.Equal((ConnectStage.Alpn, TransportErrorKind.Alpn), (e.Stage, e.Error.Kind));
    }

    [Fact]
    public async Task A_TLS_client_at_our_plaintext_port_is_told_to_use_http()
    {
        await using Http2Listener listener = HelloServer.Listen(new());
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = s_client }));
        Assert.Equal((ConnectStage.Tls, TransportErrorKind.TlsOnPlaintext), (e.Stage, e.Error.Kind));
        Assert.Contains("connect with http;", e.Message);
    }

    [Theory, MemberData(nameof(EngineTests.Engines), MemberType = typeof(EngineTests))]
    public async Task A_plaintext_client_at_our_TLS_port_is_told_to_use_https(TransportEngine engine)
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(s_certificates.Sign("localhost")) });
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Engine = engine }));
        Assert.Equal((ConnectStage.Settings, TransportErrorKind.Refused), (e.Stage, e.Error.Kind));
        Assert.Contains("this port speaks HTTP/2 over TLS: connect with https", e.Message);
    }

    [Fact]
    public async Task Mutual_TLS_shows_the_client_to_the_server()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = Mutual(ClientCertificates.Require) });
        Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Tls = WithCertificate(s_certificates.Sign("client")) });
        await HelloServer.AskAsync(connection);
        Assert.Equal("CN=client", listener.Connections[0].Tls!.RemoteCertificate!.Subject);
    }

    [Fact]
    public async Task Mutual_TLS_refuses_a_client_without_a_certificate_and_one_from_elsewhere()
    {
        var failures = new System.Collections.Concurrent.ConcurrentQueue<HandshakeFailure>();
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = Mutual(ClientCertificates.Require), HandshakeFailed = failures.Enqueue });
        foreach (Http2ClientTls tls in new[] { s_client, WithCertificate(new TestCertificates().Sign("client")) })
        {
            Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = tls }));
            Assert.Contains(e.Stage, new[] { ConnectStage.Tls, ConnectStage.Settings });
        }

        await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
        Assert.All(failures, static f => Assert.Equal(TransportErrorKind.Tls, f.Error.Kind));
        Assert.Equal(2, failures.Count);
    }

    [Fact]
    public async Task Where_certificates_are_only_allowed_a_client_may_come_without_one()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = Mutual(ClientCertificates.Allow) });
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(listener, new() { Tls = s_client }));
    }

    [Fact]
    public async Task The_certificate_is_chosen_by_the_name_asked_for()
    {
        var byName = TlsCertificates.ByName(new Dictionary<string, TlsCertificates>
        {
            ["one.test"] = TlsCertificates.From(s_certificates.Sign("one.test")),
            ["*.many.test"] = TlsCertificates.From(s_certificates.Sign("a.many.test")),
        });
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(byName) });
        foreach (string name in new[] { "one.test", "a.many.test" })
        {
            Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Tls = new() { ServerName = name, Authorities = s_certificates.Authorities } });
            Assert.Equal($"CN={name}", connection.Tls!.RemoteCertificate!.Subject);
        }

        await Assert.ThrowsAsync<Http2ConnectException>(
            () => HelloServer.ConnectAsync(listener, new() { Tls = new() { ServerName = "other.test", Authorities = s_certificates.Authorities } }));
    }

    [Fact]
    public async Task A_name_that_no_certificate_is_for_is_refused_and_told_unless_there_is_a_fallback()
    {
        var told = new TaskCompletionSource<HandshakeFailure>();
        var names = new Dictionary<string, TlsCertificates> { ["One.Test"] = TlsCertificates.From(s_certificates.Sign("one.test")) };
        await using (Http2Listener strict = HelloServer.Listen(new() { Tls = new(TlsCertificates.ByName(names)), HandshakeFailed = told.SetResult }))
        {
            Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(strict, new() { Tls = Asking("other.test") }));
            Assert.Equal(ConnectStage.Tls, e.Stage);
            Assert.Contains("there is no certificate for \"other.test\"", (await told.Task.WaitAsync(Limits.Test)).Error.Message);
            await HelloServer.AskAsync(await HelloServer.ConnectAsync(strict, new() { Tls = Asking("one.test") }));
        }

        await using Http2Listener lenient = HelloServer.Listen(new() { Tls = new(TlsCertificates.ByName(names, TlsCertificates.From(s_certificates.Sign("other.test")))) });
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(lenient, new() { Tls = Asking("other.test") }));
    }

    [Fact]
    public async Task What_the_users_part_of_a_handshake_throws_refuses_that_connection_and_no_other()
    {
        var told = new System.Collections.Concurrent.ConcurrentQueue<HandshakeFailure>();
        var source = new ThrowingSource(TlsCertificates.From(s_certificates.Sign("localhost")));
        var tls = new Http2ServerTls(source)
        {
            ClientCertificates = ClientCertificates.Allow,
            ClientCertificateValidation = static (_, certificate, _, _) => certificate!.Subject == "CN=good" ? true : throw new FormatException("what a name"),
        };
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = tls, HandshakeFailed = told.Enqueue });
        await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = Asking("throw") }));
        await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = WithCertificate(s_certificates.Sign("bad")) }));
        await listener.WhenEmptyAsync().WaitAsync(Limits.Test);
        Assert.Equal(
            [
                "the certificate source or the check of certificates threw KeyNotFoundException: the certificate store is closed today",
                "the certificate source or the check of certificates threw FormatException: what a name",
            ],
            told.Select(static failure => failure.Error.Message));
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(listener, new() { Tls = WithCertificate(s_certificates.Sign("good")) }));
    }

    [Fact]
    public async Task What_the_check_of_a_client_throws_is_told_as_the_reason_of_the_TLS_stage()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(s_certificates.Sign("localhost")) });
        var client = new Http2ClientTls { CertificateValidation = static (_, _, _, _) => throw new FormatException("what a name") };
        Http2ConnectException e = await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = client }));
        Assert.Equal(ConnectStage.Tls, e.Stage);
        Assert.Contains("threw FormatException: what a name", e.Message);
    }

    [Fact]
    public async Task Where_a_certificate_is_required_no_check_of_ones_own_lets_a_client_without_one_in()
    {
        var tls = new Http2ServerTls(s_certificates.Sign("localhost")) { ClientCertificates = ClientCertificates.Require, ClientCertificateValidation = AnyCertificate };
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = tls });
        await Assert.ThrowsAsync<Http2ConnectException>(() => HelloServer.ConnectAsync(listener, new() { Tls = s_client }));
        // One from elsewhere is what the check says it is.
        await HelloServer.AskAsync(await HelloServer.ConnectAsync(listener, new() { Tls = WithCertificate(new TestCertificates().Sign("client")) }));
    }

    [Fact]
    public void Settings_that_would_never_be_asked_are_refused_when_listening()
    {
        X509Certificate2 certificate = s_certificates.Sign("localhost");
        ArgumentException e = Assert.Throws<ArgumentException>(() => HelloServer.Listen(new() { Tls = new(certificate) { ClientAuthorities = s_certificates.Authorities } }));
        Assert.Contains("Http2ServerTls.ClientAuthorities is set, but ClientCertificates is None", e.Message);
        e = Assert.Throws<ArgumentException>(() => HelloServer.Listen(new() { Tls = new(certificate) { ClientCertificateValidation = AnyCertificate } }));
        Assert.Contains("ClientCertificateValidation is set", e.Message);
    }

    [Fact]
    [Testing.Spec("RFC9113 §9.2")]
    public void Versions_before_TLS_1_2_are_refused_when_they_are_chosen()
    {
#pragma warning disable CA5397, SYSLIB0039 // the version that must be refused
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Http2ServerTls(s_certificates.Sign("localhost")) { Protocols = SslProtocols.Tls11 | SslProtocols.Tls12 });
        Assert.Contains("TLS 1.2 or later", e.Message);
        Assert.Throws<ArgumentException>(() => new Http2ClientTls { Protocols = SslProtocols.Tls11 });
#pragma warning restore CA5397, SYSLIB0039
    }

    [ToolFact("openssl", "openssl")]
    [Testing.Spec("RFC9113 §9.2.1")]
    public async Task Neither_compression_nor_renegotiation_is_offered_and_versions_before_1_2_are_not_spoken()
    {
        await using Http2Listener listener = HelloServer.Listen(new() { Tls = new(s_certificates.Sign("localhost")) });
        string agreed = await OpensslAsync(listener, "-tls1_2", "-alpn", "h2", "-comp");
        Assert.Contains("Compression: NONE", agreed);
        Assert.Contains("ALPN protocol: h2", agreed);
        Assert.Contains("Protocol  : TLSv1.2", agreed);
        Assert.Contains("alert protocol version", await OpensslAsync(listener, "-tls1_1", "-alpn", "h2", "-cipher", "ALL:@SECLEVEL=0"));
        Assert.Contains("alert no application protocol", await OpensslAsync(listener, "-alpn", "http/1.1"));
    }

    [Theory, InlineData(false), InlineData(true)]
    public async Task A_handshake_that_is_under_way_when_the_server_ends_ends_with_it(bool spoken)
    {
        Http2Listener listener = HelloServer.Listen(new() { Tls = new(s_certificates.Sign("localhost")), HandshakeTimeout = Timeout.InfiniteTimeSpan });
        using var socket = new TcpClient("127.0.0.1", listener.Port);
        if (spoken) await socket.GetStream().WriteAsync(new byte[] { 0x16, 3, 1 });
        while (listener.Counters.Accepted == 0) await Task.Yield();
        await listener.DisposeAsync().AsTask().WaitAsync(Limits.Test);
        using var peer = new RecordClient(socket.Client);
        await peer.IsCutOffAsync();
    }

    private static async Task<string> OpensslAsync(Http2Listener listener, params string[] arguments)
    {
        var start = new ProcessStartInfo("openssl", ["s_client", "-connect", $"127.0.0.1:{listener.Port}", .. arguments])
        {
            RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true,
        };
        using Process openssl = Process.Start(start)!;
        openssl.StandardInput.Close();
        Task<string> output = openssl.StandardOutput.ReadToEndAsync();
        string errors = await openssl.StandardError.ReadToEndAsync().WaitAsync(Limits.Test);
        return await output.WaitAsync(Limits.Test) + errors;
    }

    private static bool AnyCertificate(object sender, X509Certificate? certificate, X509Chain? chain, SslPolicyErrors errors) => errors != SslPolicyErrors.RemoteCertificateNameMismatch;

    private static Http2ClientTls Asking(string name) => new() { ServerName = name, Authorities = s_certificates.Authorities };

    private static Http2ServerTls Mutual(ClientCertificates clients) =>
        new(s_certificates.Sign("localhost")) { ClientCertificates = clients, ClientAuthorities = s_certificates.Authorities };

    private static Http2ClientTls WithCertificate(X509Certificate2 certificate) =>
        new() { ServerName = "localhost", Authorities = s_certificates.Authorities, ClientCertificate = TlsCertificates.From(certificate) };

    private sealed class ThrowingSource(TlsCertificates inner) : TlsCertificates
    {
        public override SslStreamCertificateContext? Select(string? serverName) =>
            serverName == "throw" ? throw new KeyNotFoundException("the certificate store is closed today") : inner.Select(serverName);
    }
}
