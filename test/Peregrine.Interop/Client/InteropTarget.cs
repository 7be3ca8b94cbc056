using Grpc.Testing;
using Peregrine.Http2;

namespace Peregrine.Interop.Client;

/// <summary>The server that cases call, over one channel; more can be opened for cases that want fresh ones.</summary>
internal sealed class InteropTarget : IAsyncDisposable
{
    private readonly string _address;
    private readonly Http2ClientTls? _tls;
    private readonly string? _authority;

    private readonly ServiceConfig? _config;

    private InteropTarget(string address, Http2ClientTls? tls, string? authority, ServiceConfig? config, Metadata? metadata)
    {
        _address = address;
        _tls = tls;
        _authority = authority;
        _config = config;
        Channel = Open();
        Client = metadata is null
            ? new TestService.TestServiceClient(Channel)
            : new TestService.TestServiceClient(Channel.CreateCallInvoker().Intercept(own =>
            {
                foreach (Metadata.Entry entry in metadata)
                    own.Add(entry);
                return own;
            }));
    }

    /// <summary>The channel of <see cref="Client"/>.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The stub that most cases use.</summary>
    public TestService.TestServiceClient Client { get; }

    /// <summary>A plaintext server.</summary>
    /// <param name="host">Its host.</param>
    /// <param name="port">Its port.</param>
    /// <param name="config">The channel's service config, or null.</param>
    /// <param name="metadata">What every call of <see cref="Client"/> carries besides its own, or null.</param>
    public static InteropTarget Plaintext(string host, int port, ServiceConfig? config = null, Metadata? metadata = null) => new($"http://{host}:{port}", null, null, config, metadata);

    /// <summary>A TLS server; with <paramref name="testAuthority"/> its certificate must come from the test authority, under the name given.</summary>
    public static InteropTarget Tls(string host, int port, bool testAuthority, string? name, ServiceConfig? config = null, Metadata? metadata = null) => new(
        $"https://{host}:{port}",
        testAuthority ? TestCertificates.Client(name) : new Http2ClientTls { ServerName = name },
        name is null ? null : $"{name}:{port}",
        config,
        metadata);

    /// <summary>Opens another channel to the same server.</summary>
    /// <param name="config">Its service config; null for that of the first.</param>
    public GrpcChannel Open(ServiceConfig? config = null) =>
        GrpcChannel.ForAddress(_address, new GrpcChannelOptions { Tls = _tls, Authority = _authority, ServiceConfig = config ?? _config });

    public ValueTask DisposeAsync() => Channel.DisposeAsync();
}
