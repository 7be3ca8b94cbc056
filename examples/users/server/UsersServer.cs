using System.Security.Cryptography.X509Certificates;
using Microsoft.Extensions.Logging;
using Peregrine;
using Peregrine.Health;
using Peregrine.Http2;
using Users.Interceptors;
using Users.Server.Security;
using Users.Server.Services;
using Users.Store;

namespace Users.Server;

/// <summary>Puts the parts together. The tests start the same server in their own process.</summary>
public static class UsersServer
{
    /// <summary>Makes the server; it is started by its owner.</summary>
    public static GrpcServer Create(UsersServerOptions options, AccountStore store, ILoggerFactory log, TimeProvider? time = null)
    {
        var secrets = new DevelopmentSecrets(options.Secrets);
        ILogger logger = log.CreateLogger("Users");
        // The first is the outermost: the log sees the status that the others make of a failure or a refusal.
        List<Interceptor> interceptors = [new ServerLogInterceptor(logger), new FailureInterceptor(logger)];
        if (options.Auth)
            interceptors.Add(new AuthInterceptor(new AccessTokens(secrets.TokenKey())));
        var server = new GrpcServer(
            new GrpcServerOptions
            {
                Interceptors = interceptors,
                LoggerFactory = log,
                Tls = options.Tls ? Tls(secrets, options.MutualTls) : null,
                MaxConcurrentCalls = options.Concurrency,
            },
            $"{(options.Tls ? "https" : "http")}://{(options.AllInterfaces ? "*" : "localhost")}:{options.Port}");
        return server.Add(new UserService(store, time ?? TimeProvider.System)).Add(new CommunityService(store)).Add(new HealthService()).AddReflection();
    }

    private static Http2ServerTls Tls(DevelopmentSecrets secrets, bool mutual)
    {
        secrets.EnsureCertificates();
        return new Http2ServerTls(TlsCertificates.FromPemFiles(secrets.PathOf("server.pem"), secrets.PathOf("server.key")))
        {
            ClientCertificates = mutual ? ClientCertificates.Require : ClientCertificates.None,
            ClientAuthorities = mutual ? [X509CertificateLoader.LoadCertificateFromFile(secrets.PathOf("ca.pem"))] : null,
        };
    }
}
