using System.Net;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Users.Server.Security;

/// <summary>
/// Certificates and a key for trying things out, made when they are first needed and kept in a folder: <c>ca.pem</c>, <c>server.pem</c> with <c>server.key</c>,
/// <c>client.pem</c> with <c>client.key</c>, <c>token.key</c>. In production they come from elsewhere.
/// </summary>
public sealed class DevelopmentSecrets(string folder)
{
    private const UnixFileMode Private = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Where they are kept unless somebody says otherwise.</summary>
    public static string DefaultFolder { get; } = Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.LocalApplicationData, Environment.SpecialFolderOption.Create), "peregrine-users");

    /// <summary>The path of a file.</summary>
    public string PathOf(string name) => Path.Combine(folder, name);

    /// <summary>Makes the certificates, unless they are there.</summary>
    public void EnsureCertificates()
    {
        if (File.Exists(PathOf("client.key")))
            return;
        Directory.CreateDirectory(folder);
        using var authorityKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=Peregrine users development CA", authorityKey, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(true, true, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.KeyCertSign, true));
        request.CertificateExtensions.Add(new X509SubjectKeyIdentifierExtension(request.PublicKey, false));
        using X509Certificate2 authority = request.CreateSelfSigned(DateTimeOffset.UtcNow.AddDays(-1), DateTimeOffset.UtcNow.AddYears(1));
        File.WriteAllText(PathOf("ca.pem"), authority.ExportCertificatePem());
        Issue(authority, "server", "localhost", "1.3.6.1.5.5.7.3.1");
        Issue(authority, "client", "users-client", "1.3.6.1.5.5.7.3.2");
    }

    /// <summary>The key that tokens are signed with, made unless it is there.</summary>
    public byte[] TokenKey()
    {
        string path = PathOf("token.key");
        Directory.CreateDirectory(folder);
        if (!File.Exists(path))
            WritePrivately(path, Convert.ToBase64String(RandomNumberGenerator.GetBytes(32)));
        return Convert.FromBase64String(File.ReadAllText(path));
    }

    private void Issue(X509Certificate2 authority, string file, string name, string purpose)
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest($"CN={name}", key, HashAlgorithmName.SHA256);
        request.CertificateExtensions.Add(new X509BasicConstraintsExtension(false, false, 0, true));
        request.CertificateExtensions.Add(new X509KeyUsageExtension(X509KeyUsageFlags.DigitalSignature, true));
        request.CertificateExtensions.Add(new X509EnhancedKeyUsageExtension([new Oid(purpose)], false));
        request.CertificateExtensions.Add(X509AuthorityKeyIdentifierExtension.CreateFromCertificate(authority, true, false));
        var names = new SubjectAlternativeNameBuilder();
        names.AddDnsName(name);
        if (name == "localhost")
        {
            names.AddIpAddress(IPAddress.Loopback);
            names.AddIpAddress(IPAddress.IPv6Loopback);
        }
        request.CertificateExtensions.Add(names.Build());
        using X509Certificate2 issued = request.Create(authority, authority.NotBefore, authority.NotAfter, RandomNumberGenerator.GetBytes(16));
        File.WriteAllText(PathOf(file + ".pem"), issued.ExportCertificatePem());
        WritePrivately(PathOf(file + ".key"), key.ExportPkcs8PrivateKeyPem());
    }

    private static void WritePrivately(string path, string text)
    {
        File.WriteAllText(path, "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(path, Private);
        File.WriteAllText(path, text);
    }
}
