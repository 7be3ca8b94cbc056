using System.Security.Cryptography.X509Certificates;
using Peregrine;
using Peregrine.Http2;

namespace Users.Client;

/// <summary>A channel to a user server, as the command line wants it.</summary>
internal static class UsersChannel
{
    /// <summary>Makes the channel.</summary>
    /// <param name="address">Such as <c>https://localhost:50051</c>.</param>
    /// <param name="authority">The certificate of whom to trust; null for those that this machine trusts.</param>
    /// <param name="certificate">The client's own certificate and its key; null for none.</param>
    /// <param name="token">The bearer token of every call; null for none.</param>
    /// <param name="tokenOverPlaintext">Whether the token may go over a connection that anybody on the way can read.</param>
    public static GrpcChannel Create(string address, string? authority, (string Certificate, string Key)? certificate, string? token, bool tokenOverPlaintext)
    {
        bool secure = address.StartsWith("https:", StringComparison.OrdinalIgnoreCase);
        ChannelCredentials credentials = secure ? ChannelCredentials.SecureSsl : ChannelCredentials.Insecure;
        if (token is not null)
            credentials = ChannelCredentials.Create(credentials, BearerToken(token));
        return GrpcChannel.ForAddress(address, new GrpcChannelOptions
        {
            Credentials = credentials,
            UnsafeUseInsecureChannelCallCredentials = tokenOverPlaintext,
            Tls = secure ? Tls(authority, certificate) : null,
            ServiceConfig = new ServiceConfig
            {
                MethodConfigs =
                {
                    // No call waits for ever: five seconds, unless it says otherwise. Streams that talk are the exception.
                    new MethodConfig { Names = { MethodName.Default }, Timeout = TimeSpan.FromSeconds(5) },
                    new MethodConfig { Names = { new MethodName { Service = Community.UserService.Descriptor.FullName, Method = "Chat" } } },
                },
            },
        });
    }

    // Asked for each call, so that it could fetch a token, and a new one before the old one ends. Over plaintext the channel refuses to send what it gives.
    private static CallCredentials BearerToken(string token) => CallCredentials.FromInterceptor((_, metadata) =>
    {
        metadata.Add("authorization", $"Bearer {token}");
        return Task.CompletedTask;
    });

    private static Http2ClientTls Tls(string? authority, (string Certificate, string Key)? certificate) => new()
    {
        Authorities = authority is null ? null : [X509CertificateLoader.LoadCertificateFromFile(authority)],
        ClientCertificate = certificate is null ? null : TlsCertificates.FromPemFiles(certificate.Value.Certificate, certificate.Value.Key),
    };
}
