using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Peregrine.Http2;

namespace Peregrine.Tests.Server;

/// <summary>What a server says of its certificates, and what a handler sees of its caller's.</summary>
public sealed class ServerCertificateTests : IDisposable
{
    private static readonly TimeSpan s_long = TimeSpan.FromMinutes(2);

    private readonly ListLoggerFactory _log = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    private string CertificatePath => Path.Combine(_folder, "tls.crt");

    private string KeyPath => Path.Combine(_folder, "tls.key");

    public void Dispose()
    {
        _log.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task A_new_certificate_is_a_line_a_broken_one_an_error_with_its_reason_and_calls_go_on()
    {
        using X509Certificate2 first = Make("localhost", DateTimeOffset.UtcNow.AddDays(1));
        using X509Certificate2 second = Make("localhost", DateTimeOffset.UtcNow.AddDays(2));
        Write(first);
        await using GrpcServer server = Start(TlsCertificates.FromPemFiles(CertificatePath, KeyPath, TimeSpan.Zero));
        Assert.Equal("echo 1", await CallAsync(server, first, "1"));

        Write(second);
        Assert.Equal("echo 2", await CallAsync(server, second, "2"));
        LogLine replaced = Line(30);
        Assert.Equal(LogLevel.Information, replaced.Level);
        Assert.Contains($"The certificate in {CertificatePath} with {KeyPath} was read again: CN=localhost, good until", replaced.Text);

        File.WriteAllText(CertificatePath, "half");
        Assert.Equal("echo 3", await CallAsync(server, second, "3"));
        Assert.Equal("echo 4", await CallAsync(server, second, "4"));
        LogLine kept = Line(31);
        Assert.Equal(LogLevel.Error, kept.Level);
        Assert.Contains("The certificate before stays in use (CN=localhost, good until", kept.Text);
        Assert.Contains($"{CertificatePath} holds no certificate in PEM form", kept.Text);
    }

    [Fact]
    public async Task An_expired_certificate_is_a_warning_when_the_server_starts_and_its_callers_are_told()
    {
        using X509Certificate2 expired = Make("localhost", DateTimeOffset.UtcNow.AddDays(-1));
        await using GrpcServer server = Start(TlsCertificates.From(expired));
        LogLine warning = Line(32);
        Assert.Equal(LogLevel.Warning, warning.Level);
        Assert.Contains("CN=localhost is good from", warning.Text);
        Assert.Contains("callers will refuse it", warning.Text);
        RpcException e = await Assert.ThrowsAsync<RpcException>(() => CallAsync(server, expired, "x"));
        Assert.Equal(StatusCode.Unavailable, e.StatusCode);
        Assert.Contains("NotTimeValid", e.Status.Detail);
    }

    [Fact]
    public async Task Certificates_that_outlive_their_server_do_not_hold_it()
    {
        using X509Certificate2 first = Make("localhost", DateTimeOffset.UtcNow.AddDays(1));
        Write(first);
        var certificates = TlsCertificates.FromPemFiles(CertificatePath, KeyPath, TimeSpan.Zero);
        GrpcServer server = Start(certificates);
        await server.StopAsync();
        using X509Certificate2 second = Make("localhost", DateTimeOffset.UtcNow.AddDays(1));
        Write(second);
        Assert.Equal(second.SerialNumber, certificates.Select(null)!.TargetCertificate.SerialNumber);
        Assert.DoesNotContain(_log.Lines, line => line.Event.Id == 30);
    }

    [Fact]
    public async Task Who_never_became_HTTP2_is_named_with_the_address_that_it_came_to()
    {
        using X509Certificate2 certificate = Make("localhost", DateTimeOffset.UtcNow.AddDays(1));
        await using GrpcServer server = Start(TlsCertificates.From(certificate));
        string peer;
        using (var client = new TcpClient(AddressFamily.InterNetwork))
        {
            await client.ConnectAsync(IPAddress.Loopback, server.Port);
            peer = client.Client.LocalEndPoint!.ToString()!;
            await client.GetStream().WriteAsync("GET / HTTP/1.1\r\n\r\n"u8.ToArray());
        }

        Assert.Contains($"A connection from {peer} to 127.0.0.1:{server.Port} never became HTTP/2", Line(21).Text);
    }

    [Fact]
    public async Task A_caller_over_a_dual_stack_address_is_told_to_the_handler_by_the_address_that_it_has()
    {
        string? seen = null;
        await using GrpcServer server = new GrpcServer("http://*:0").AddUnary(TestMethods.Unary, (_, context) =>
        {
            seen = context.Peer;
            return Task.FromResult("");
        }).Start();
        await using GrpcChannel channel = GrpcChannel.ForAddress($"http://127.0.0.1:{server.Port}");
        await channel.CreateCallInvoker().AsyncUnaryCall(TestMethods.Unary, null, default, "");
        Assert.StartsWith("ipv4:127.0.0.1:", seen);
    }

    [Fact]
    public async Task A_handler_sees_all_names_of_its_callers_certificate_in_their_order()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=caller", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddUri(new Uri("spiffe://example.org/ns/shop/sa/caller"));
        names.AddDnsName("caller.example.org");
        names.AddUserPrincipalName("no name for us");
        names.AddIpAddress(IPAddress.Parse("192.0.2.1"));
        names.AddIpAddress(IPAddress.Parse("2001:db8::1"));
        names.AddEmailAddress("caller@example.org");
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddDays(1));
        using X509Certificate2 caller = X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null);
        using X509Certificate2 certificate = Make("localhost", DateTimeOffset.UtcNow.AddDays(1));
        AuthContext? seen = null;
        var tls = new Http2ServerTls(certificate) { ClientCertificates = ClientCertificates.Require, ClientAuthorities = [X509CertificateLoader.LoadCertificate(made.RawData)] };
        await using GrpcServer server = new GrpcServer(new GrpcServerOptions { Tls = tls }, "https://127.0.0.1:0").AddUnary(TestMethods.Unary, (_, context) =>
        {
            seen = context.AuthContext;
            return Task.FromResult("");
        }).Start();
        await CallAsync(server, certificate, "", TlsCertificates.From(caller));

        Assert.True(seen!.IsPeerAuthenticated);
        Assert.Equal(
            ["spiffe://example.org/ns/shop/sa/caller", "caller.example.org", "192.0.2.1", "2001:db8::1", "caller@example.org"],
            seen.PeerIdentity.Select(static name => name.Value));
        Assert.Equal("caller", Assert.Single(seen.FindPropertiesByName("x509_common_name")).Value);
    }

    private LogLine Line(int id)
    {
        Assert.True(SpinWait.SpinUntil(() => _log.Lines.Any(line => line.Event.Id == id), s_long));
        return Assert.Single(_log.Lines, line => line.Event.Id == id);
    }

    private GrpcServer Start(TlsCertificates certificates) =>
        new GrpcServer(new GrpcServerOptions { LoggerFactory = _log, Tls = new(certificates) }, "https://127.0.0.1:0")
            .AddUnary(TestMethods.Unary, static (request, _) => Task.FromResult("echo " + request)).Start();

    private static async Task<string> CallAsync(GrpcServer server, X509Certificate2 trusted, string request, TlsCertificates? own = null)
    {
        var options = new GrpcChannelOptions { Tls = new() { ServerName = "localhost", Authorities = [X509CertificateLoader.LoadCertificate(trusted.RawData)], ClientCertificate = own } };
        await using GrpcChannel channel = GrpcChannel.ForAddress(server.Urls[0], options);
        return await channel.CreateCallInvoker().AsyncUnaryCall(TestMethods.Unary, null, default, request);
    }

    private static X509Certificate2 Make(string name, DateTimeOffset until)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        names.AddIpAddress(IPAddress.Loopback);
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 made = request.CreateSelfSigned(until.AddDays(-10), until);
        return X509CertificateLoader.LoadPkcs12(made.Export(X509ContentType.Pkcs12), null, X509KeyStorageFlags.Exportable);
    }

    private void Write(X509Certificate2 certificate)
    {
        File.WriteAllText(CertificatePath, certificate.ExportCertificatePem());
        using ECDsa key = certificate.GetECDsaPrivateKey()!;
        File.WriteAllText(KeyPath, key.ExportPkcs8PrivateKeyPem());
    }
}
