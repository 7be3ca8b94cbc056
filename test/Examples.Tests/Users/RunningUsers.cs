using System.Security.Cryptography.X509Certificates;
using Peregrine;
using Peregrine.Http2;
using Users.Server;
using Users.Server.Security;
using Users.Store;
using Users.V1;

namespace Examples.Tests.Users;

/// <summary>The user server on a port of its own, in this process, with a client.</summary>
internal sealed class RunningUsers : IAsyncDisposable
{
    private readonly DirectoryInfo _folder;
    private readonly GrpcChannel _channel;

    private RunningUsers(DirectoryInfo folder, AccountStore store, UsersServerOptions options, TimeProvider time)
    {
        _folder = folder;
        Store = store;
        Secrets = new DevelopmentSecrets(options.Secrets);
        Server = UsersServer.Create(options, store, Log, time).Start();
        _channel = NewChannel();
        Client = new UserService.UserServiceClient(_channel);
        Community = new(_channel);
    }

    public GrpcServer Server { get; }

    public AccountStore Store { get; }

    public RecordingLog Log { get; } = new();

    public DevelopmentSecrets Secrets { get; }

    public UserService.UserServiceClient Client { get; }

    public global::Users.Community.UserService.UserServiceClient Community { get; }

    /// <param name="arguments">As on the command line.</param>
    public static Task<RunningUsers> StartAsync(params string[] arguments) => StartAsync(TimeProvider.System, arguments);

    /// <param name="time">What the service waits by.</param>
    /// <param name="arguments">As on the command line.</param>
    public static async Task<RunningUsers> StartAsync(TimeProvider time, params string[] arguments)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("peregrine-users-");
        UsersServerOptions options = UsersServerOptions.Parse(["--port", "0", "--secrets", folder.FullName, "--database", ":memory:", .. arguments]);
        AccountStore store = await AccountStore.OpenAsync(options.Database, TimeProvider.System);
        await DemoAccounts.AddAsync(store, options.DemoUsers, CancellationToken.None);
        return new RunningUsers(folder, store, options, time);
    }

    /// <summary>A token of this server.</summary>
    public string Token(TimeSpan lifetime, params string[] roles) => new AccessTokens(Secrets.TokenKey()).Issue("ann", roles, lifetime);

    /// <summary>A channel that trusts the server's authority, and shows a certificate when it is told which.</summary>
    public GrpcChannel NewChannel(string? certificate = null) => GrpcChannel.ForAddress(Server.Urls[0], new GrpcChannelOptions
    {
        Tls = !Server.Urls[0].StartsWith("https", StringComparison.Ordinal) ? null : new Http2ClientTls
        {
            Authorities = [X509CertificateLoader.LoadCertificateFromFile(Secrets.PathOf("ca.pem"))],
            ClientCertificate = certificate is null ? null : TlsCertificates.FromPemFiles(Secrets.PathOf(certificate + ".pem"), Secrets.PathOf(certificate + ".key")),
        },
    });

    public async ValueTask DisposeAsync()
    {
        await _channel.DisposeAsync();
        await Server.DisposeAsync();
        await Store.DisposeAsync();
        _folder.Delete(recursive: true);
    }
}
