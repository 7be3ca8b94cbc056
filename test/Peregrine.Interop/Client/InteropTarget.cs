using Grpc.Testing;

namespace Peregrine.Interop.Client;

/// <summary>The server that cases call, over one channel; more can be opened for cases that want fresh ones.</summary>
internal sealed class InteropTarget : IAsyncDisposable
{
    private readonly string _address;
    private readonly Func<GrpcChannelOptions> _options;

    public InteropTarget(string address, Func<GrpcChannelOptions> options)
    {
        _address = address;
        _options = options;
        Channel = Open();
        Client = new TestService.TestServiceClient(Channel);
    }

    /// <summary>The channel of <see cref="Client"/>.</summary>
    public GrpcChannel Channel { get; }

    /// <summary>The stub that most cases use.</summary>
    public TestService.TestServiceClient Client { get; }

    /// <summary>A plaintext server.</summary>
    public static InteropTarget Plaintext(string host, int port) => new($"http://{host}:{port}", () => new GrpcChannelOptions());

    /// <summary>A TLS server; with <paramref name="testAuthority"/> its certificate must come from the test authority, under the name given.</summary>
    public static InteropTarget Tls(string host, int port, bool testAuthority, string? name) => new(
        $"https://{host}:{port}",
        () => new GrpcChannelOptions
        {
            Tls = testAuthority ? TestCertificates.Client(name) : name is null ? null : new() { TargetHost = name },
            Authority = name is null ? null : $"{name}:{port}",
        });

    /// <summary>Opens another channel to the same server.</summary>
    public GrpcChannel Open() => GrpcChannel.ForAddress(_address, _options());

    public ValueTask DisposeAsync() => Channel.DisposeAsync();
}
