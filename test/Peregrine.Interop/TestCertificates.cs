using System.Security.Cryptography.X509Certificates;
using Peregrine.Http2;

namespace Peregrine.Interop;

/// <summary>The test authority and the server certificate that are checked in beside this program.</summary>
internal static class TestCertificates
{
    /// <summary>The certificate of the server, with its key.</summary>
    public static X509Certificate2 Server()
    {
        using var pem = X509Certificate2.CreateFromPem(Text("server1.pem"), Text("server1.key"));
        // A key that was read from PEM lives in memory only, which not every platform's TLS accepts: a round trip through PKCS #12 mends that.
        return X509CertificateLoader.LoadPkcs12(pem.Export(X509ContentType.Pkcs12), null);
    }

    /// <summary>TLS of a client that trusts the test authority and nobody else.</summary>
    public static Http2ClientTls Client(string? serverName) => new()
    {
        ServerName = serverName,
        Authorities = [X509Certificate2.CreateFromPem(Text("ca.pem"))],
    };

    /// <summary>Writes the three files into a folder, for programs that want paths.</summary>
    public static void WriteTo(string folder)
    {
        foreach (string name in new[] { "ca.pem", "server1.pem", "server1.key" })
            File.WriteAllText(Path.Combine(folder, name), Text(name));
    }

    private static string Text(string name)
    {
        using Stream stream = typeof(TestCertificates).Assembly.GetManifestResourceStream(name)!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
