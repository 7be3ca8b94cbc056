using Grpc.Testing;
using Peregrine.Http2;

namespace Peregrine.Interop.Client;

/// <summary>The server that cases call, over one channel; more can be opened for cases that want fresh ones.</summary>
internal sealed class InteropTarget : IAsyncDisposable
{
    private readonly string _address;
    private readonly Http2ClientTls? _tls;
    private readonly string? _authority;

    private InteropTarget(string address, Http2ClientTls? tls, string? authority)
    {
        _address = address;
        _tls = tls;
        _authority = authority;
        Channel = Open();
        Client = new TestService.TestServiceClient(Channel);
    }

    /// <summary>The channel of <see cref="Client"/>.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The stub that most cases use.</summary>
    public TestService.TestServiceClient Client { get; }

    /// <summary>A plaintext server.</summary>
    public static InteropTarget Plaintext(string host, int port) => new($"http://{host}:{port}", null, null);

    /// <summary>A TLS server; with <paramref name="testAuthority"/> its certificate must come from the test authority, under the name given.</summary>
    public static InteropTarget Tls(string host, int port, bool testAuthority, string? name) => new(
        $"https://{host}:{port}",
        testAuthority ? TestCertificates.Client(name) : new Http2ClientTls { ServerName = name },
        name is null ? null : $"{name}:{port}");

    /// <summary>Opens another channel to the same server.</summary>
    /// <param name="maxConnections">How many connections it may make.</param>
    public GrpcChannel Open(int maxConnections = 1) =>
        GrpcChannel.ForAddress(_address, new GrpcChannelOptions { Tls = _tls, Authority = _authority, MaxConnectionsPerSubchannel = maxConnections });

    public ValueTask DisposeAsync() => Channel.DisposeAsync();
}
