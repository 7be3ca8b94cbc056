using System.Diagnostics;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Peregrine.Testing;

namespace Peregrine.Http2.Tests.Transport;

/// <summary>Certificates in files: what is told when they cannot be used, and that they are followed however they are replaced.</summary>
public sealed class CertificateFileTests : IDisposable
{
    private static readonly TestCertificates s_certificates = new();
    private static readonly Http2ClientTls s_client = new() { ServerName = "localhost", Authorities = s_certificates.Authorities };

    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;
    private readonly X509Certificate2 _first = s_certificates.Sign("localhost");
    private readonly X509Certificate2 _second = s_certificates.Sign("localhost");

    private string CertificatePath => Path.Combine(_folder, "tls.crt");

    private string KeyPath => Path.Combine(_folder, "tls.key");

    public void Dispose()
    {
        _first.Dispose();
        _second.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task New_connections_get_the_new_certificate_and_open_ones_live_on()
    {
        TestCertificates.Write(_first, CertificatePath, KeyPath);
        await using Http2Listener listener = Listen(out List<CertificateReload> told);
        Http2Connection before = await HelloServer.ConnectAsync(listener, new() { Tls = s_client });

        TestCertificates.Write(_second, CertificatePath, KeyPath);
        Assert.Equal(_second.SerialNumber, await SerialAsync(listener));
        await HelloServer.AskAsync(before);
        Assert.Equal(_first.SerialNumber, before.Tls!.RemoteCertificate!.SerialNumber);
        CertificateReload news = Assert.Single(told);
        Assert.Null(news.Failure);
        Assert.Equal(_second.SerialNumber, news.Certificate.SerialNumber);
        Assert.Equal($"{CertificatePath} with {KeyPath}", news.Source);
    }

    [LinuxFact("Kubernetes' way with secrets")]
    public async Task A_symbolic_link_that_is_turned_is_followed_as_Kubernetes_turns_it()
    {
        // What a mounted secret looks like: the names are links into a link to a folder, and that one is renamed over. No file and no name that we know changes its time.
        foreach ((string name, X509Certificate2 certificate) in new[] { ("..v1", _first), ("..v2", _second) })
        {
            string version = Directory.CreateDirectory(Path.Combine(_folder, name)).FullName;
            TestCertificates.Write(certificate, Path.Combine(version, "tls.crt"), Path.Combine(version, "tls.key"));
        }

        File.CreateSymbolicLink(Path.Combine(_folder, "..data"), "..v1");
        File.CreateSymbolicLink(CertificatePath, "..data/tls.crt");
        File.CreateSymbolicLink(KeyPath, "..data/tls.key");
        await using Http2Listener listener = Listen(out _);
        Assert.Equal(_first.SerialNumber, await SerialAsync(listener));

        File.CreateSymbolicLink(Path.Combine(_folder, "..data_tmp"), "..v2");
        using Process rename = Process.Start("mv", ["-T", Path.Combine(_folder, "..data_tmp"), Path.Combine(_folder, "..data")]);
        await rename.WaitForExitAsync().WaitAsync(Limits.Test);
        Assert.Equal(_second.SerialNumber, await SerialAsync(listener));
    }

    [Fact]
    public async Task Files_of_the_same_time_that_are_renamed_over_are_noticed()
    {
        TestCertificates.Write(_first, CertificatePath, KeyPath);
        await using Http2Listener listener = Listen(out _);
        TestCertificates.Write(_second, CertificatePath + "~", KeyPath + "~");
        foreach (string path in new[] { CertificatePath, KeyPath })
        {
            File.SetLastWriteTimeUtc(path + "~", File.GetLastWriteTimeUtc(path));
            File.Move(path + "~", path, overwrite: true);
        }

        Assert.Equal(_second.SerialNumber, await SerialAsync(listener));
    }

    [Fact]
    public async Task While_only_half_of_a_pair_is_new_the_old_one_serves_and_that_is_told_once()
    {
        TestCertificates.Write(_first, CertificatePath, KeyPath);
        await using Http2Listener listener = Listen(out List<CertificateReload> told);
        TestCertificates.Write(_second, CertificatePath, KeyPath + ".new");
        for (int i = 0; i < 3; i++) Assert.Equal(_first.SerialNumber, await SerialAsync(listener));
        CertificateReload kept = Assert.Single(told);
        Assert.Equal($"cannot use the certificate in {CertificatePath} with {KeyPath}: the key in {KeyPath} is not the key of the certificate in {CertificatePath}", kept.Failure!.Message);
        Assert.Equal(_first.SerialNumber, kept.Certificate.SerialNumber);

        File.Move(KeyPath + ".new", KeyPath, overwrite: true);
        Assert.Equal(_second.SerialNumber, await SerialAsync(listener));
        Assert.Equal(2, told.Count);
        Assert.Null(told[1].Failure);
    }

    [Fact]
    public async Task Files_that_vanish_and_come_back_as_they_were_are_told_twice_and_serve_on()
    {
        TestCertificates.Write(_first, CertificatePath, KeyPath);
        await using Http2Listener listener = Listen(out List<CertificateReload> told);
        File.Move(KeyPath, KeyPath + "~");
        Assert.Equal(_first.SerialNumber, await SerialAsync(listener));
        Assert.Contains($"there is no file {KeyPath}", Assert.Single(told).Failure!.Message);
        File.Move(KeyPath + "~", KeyPath);
        Assert.Equal(_first.SerialNumber, await SerialAsync(listener));
        Assert.Null(told[1].Failure);
    }

    [Fact]
    public void The_files_are_looked_at_every_so_often_only()
    {
        var time = new FakeTimeProvider();
        TestCertificates.Write(_first, CertificatePath, KeyPath);
        var source = TlsCertificates.FromPemFiles(CertificatePath, KeyPath, TimeSpan.FromSeconds(5), time);
        TestCertificates.Write(_second, CertificatePath, KeyPath);
        time.Advance(TimeSpan.FromSeconds(4));
        Assert.Equal(_first.SerialNumber, source.Select(null)!.TargetCertificate.SerialNumber);
        time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(_second.SerialNumber, source.Select(null)!.TargetCertificate.SerialNumber);
    }

    [Fact]
    public void An_encrypted_key_is_opened_with_its_password()
    {
        WriteEncrypted("secret");
        Assert.Equal(_first.SerialNumber, TlsCertificates.FromPemFiles(CertificatePath, KeyPath, keyPassword: "secret").Select(null)!.TargetCertificate.SerialNumber);
    }

    [Fact]
    public void What_cannot_be_used_says_which_file_and_why()
    {
        Assert.Equal($"cannot use the certificate in {CertificatePath} with {KeyPath}: there is no file {CertificatePath}", Fail().Message);
        TestCertificates.Write(_first, CertificatePath, KeyPath);
        string key = File.ReadAllText(KeyPath);

        File.WriteAllText(KeyPath, "");
        Assert.Contains($"{KeyPath} holds no private key in PEM form", Fail().Message);
        File.WriteAllText(KeyPath, "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----\n");
        Assert.Contains($"the key in {KeyPath} is damaged", Fail().Message);
        using (var other = RSA.Create(2048)) File.WriteAllText(KeyPath, other.ExportPkcs8PrivateKeyPem());
        Assert.Contains($"or not the key of the certificate in {CertificatePath}", Fail().Message);
        using (var other = ECDsa.Create(ECCurve.NamedCurves.nistP256)) File.WriteAllText(KeyPath, other.ExportPkcs8PrivateKeyPem());
        Assert.Contains("is not the key of the certificate", Fail().Message);
        WriteEncrypted("secret");
        Assert.Contains("is encrypted, and no password was given", Fail().Message);
        Assert.Contains($"the password does not open the key in {KeyPath}", Fail("wrong").Message);

        File.WriteAllText(KeyPath, key);
        File.WriteAllText(CertificatePath, "no certificate");
        Assert.Contains($"{CertificatePath} holds no certificate in PEM form", Fail().Message);
        File.WriteAllText(CertificatePath, "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n");
        Assert.Contains("or a damaged one", Fail().Message);
    }

    [Fact]
    public void A_certificate_without_its_key_is_refused_when_it_is_given()
    {
        ArgumentException e = Assert.Throws<ArgumentException>(() => new Http2ServerTls(s_certificates.Authorities[0]));
        Assert.Contains("CN=Test authority comes without its private key", e.Message);
    }

    private TlsCertificateException Fail(string? password = null) =>
        Assert.Throws<TlsCertificateException>(() => TlsCertificates.FromPemFiles(CertificatePath, KeyPath, keyPassword: password));

    private void WriteEncrypted(string password)
    {
        TestCertificates.Write(_first, CertificatePath, KeyPath);
        using ECDsa key = _first.GetECDsaPrivateKey()!;
        File.WriteAllText(KeyPath, key.ExportEncryptedPkcs8PrivateKeyPem(password, new PbeParameters(PbeEncryptionAlgorithm.Aes256Cbc, HashAlgorithmName.SHA256, 1000)));
    }

    private Http2Listener Listen(out List<CertificateReload> told)
    {
        var list = told = [];
        var certificates = TlsCertificates.FromPemFiles(CertificatePath, KeyPath, checkEvery: TimeSpan.Zero);
        // By name, too, what becomes of each is told.
        var byName = TlsCertificates.ByName(new Dictionary<string, TlsCertificates> { ["localhost"] = certificates }, certificates);
        byName.Reloaded += list.Add;
        return HelloServer.Listen(new() { Tls = new(byName) });
    }

    private static async Task<string> SerialAsync(Http2Listener listener)
    {
        Http2Connection connection = await HelloServer.ConnectAsync(listener, new() { Tls = s_client });
        string serial = connection.Tls!.RemoteCertificate!.SerialNumber;
        connection.Abort(ErrorCode.NoError, "");
        return serial;
    }
}
