using System.Net.Security;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;

namespace Peregrine.Http2.Transport;

/// <summary>A certificate file and a key file in PEM form, and how they become a certificate. Failures are <see cref="TlsCertificateException"/>s.</summary>
internal sealed class PemPair(string certificatePath, string keyPath, string? password)
{
    /// <summary>Both files, for messages.</summary>
    public string Name { get; } = certificatePath == keyPath ? certificatePath : $"{certificatePath} with {keyPath}";

    /// <summary>What the files hold now.</summary>
    public (string Certificate, string Key) Read() => (ReadFile(certificatePath), ReadFile(keyPath));

    /// <summary>By what another state of the files is known, without keeping the key.</summary>
    public static string Mark((string Certificate, string Key) held) =>
        Convert.ToHexString(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(held.Certificate + held.Key)));

    /// <summary>The certificate of what they hold, with its intermediates.</summary>
    public SslStreamCertificateContext Load((string Certificate, string Key) held)
    {
        X509Certificate2Collection chain = LoadChain(held.Certificate);
        return SslStreamCertificateContext.Create(LoadWithKey(held.Certificate, held.Key), chain, offline: true);
    }

    private string ReadFile(string path)
    {
        try
        {
            return File.ReadAllText(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            string reason = e switch
            {
                FileNotFoundException or DirectoryNotFoundException => $"there is no file {path}",
                UnauthorizedAccessException => $"the user {Environment.UserName} may not read {path}",
                _ => e.Message,
            };
            throw new TlsCertificateException(Name, reason, e);
        }
    }

    private X509Certificate2Collection LoadChain(string text)
    {
        var chain = new X509Certificate2Collection();
        Exception? cause = null;
        try
        {
            chain.ImportFromPem(text);
        }
        catch (CryptographicException e)
        {
            cause = e;
        }

        return chain.Count > 0 ? chain : throw new TlsCertificateException(Name, $"{certificatePath} holds no certificate in PEM form (-----BEGIN CERTIFICATE-----), or a damaged one", cause);
    }

    private X509Certificate2 LoadWithKey(string certificate, string key)
    {
        bool isEncrypted = key.Contains("-----BEGIN ENCRYPTED PRIVATE KEY-----", StringComparison.Ordinal);
        if (!isEncrypted && !key.Contains("PRIVATE KEY-----", StringComparison.Ordinal))
            throw new TlsCertificateException(Name, $"{keyPath} holds no private key in PEM form (-----BEGIN PRIVATE KEY-----)");
        if (isEncrypted && password is null) throw new TlsCertificateException(Name, $"the key in {keyPath} is encrypted, and no password was given");
        try
        {
            X509Certificate2 loaded = isEncrypted ? X509Certificate2.CreateFromEncryptedPem(certificate, key, password) : X509Certificate2.CreateFromPem(certificate, key);

            // Windows' TLS takes no key that lives in memory alone.
            return OperatingSystem.IsWindows() ? X509CertificateLoader.LoadPkcs12(loaded.Export(X509ContentType.Pkcs12), null) : loaded;
        }
        catch (Exception e) when (e is CryptographicException or ArgumentException)
        {
            string reason = e is ArgumentException
                ? $"the key in {keyPath} is not the key of the certificate in {certificatePath}"
                : isEncrypted
                    ? $"the password does not open the key in {keyPath}, or that is damaged or not the certificate's"
                    : $"the key in {keyPath} is damaged, or not the key of the certificate in {certificatePath}";
            throw new TlsCertificateException(Name, reason, e);
        }
    }
}
