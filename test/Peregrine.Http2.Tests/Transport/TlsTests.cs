using System.Diagnostics;
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
    public async Task A_certificate_in_files_is_read_again_when_they_change()
    {
        string folder = Directory.CreateTempSubdirectory().FullName;
        string certificate = Path.Combine(folder, "tls.crt");
        string key = Path.Combine(folder, "tls.key");
        using X509Certificate2 first = s_certificates.Sign("localhost");
        using X509Certificate2 second = s_certificates.Sign("localhost");
        TestCertificates.Write(first, certificate, key);
        var tls = new Http2ServerTls(TlsCertificates.FromPemFiles(certificate, key, checkEvery: TimeSpan.Zero));
        await using (Http2Listener listener = HelloServer.Listen(new() { Tls = tls }))
        {
            Assert.Equal(first.SerialNumber, await SerialAsync(listener));

            // Half a pair is no pair: the old one serves on.
            File.WriteAllText(certificate, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
            Assert.Equal(first.SerialNumber, await SerialAsync(listener));

            TestCertificates.Write(second, certificate, key);
            File.SetLastWriteTimeUtc(key, DateTime.UtcNow.AddSeconds(1));
            Assert.Equal(second.SerialNumber, await SerialAsync(listener));
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<string> SerialAsync(Http2Listener listener)
    {
        Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Tls = s_client });
        string serial = connection.Tls!.RemoteCertificate!.SerialNumber;
        connection.Abort(ErrorCode.NoError, "");
        return serial;
    }

    private static Http2ServerTls Mutual(ClientCertificates clients) =>
        new(s_certificates.Sign("localhost")) { ClientCertificates = clients, ClientAuthorities = s_certificates.Authorities };

    private static Http2ClientTls WithCertificate(X509Certificate2 certificate) =>
        new() { ServerName = "localhost", Authorities = s_certificates.Authorities, ClientCertificate = TlsCertificates.From(certificate) };
}
