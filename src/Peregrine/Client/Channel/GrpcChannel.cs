using System.Net;
using Peregrine.Calls;
using Peregrine.Client;
using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine;

/// <summary>
/// A channel to a service: resolves its address, keeps connections, and carries any number of calls at a time from any thread. Make one per
/// service and keep it; it never needs to be made again. Ends with <see cref="DisposeAsync"/> or <see cref="ChannelBase.ShutdownAsync"/>.
/// </summary>
public sealed class GrpcChannel : ChannelBase, IAsyncDisposable, IDisposable
{
    private readonly ChannelControl _control;
    private readonly ChannelRouter _router;
    private readonly ChannelInvoker _invoker;

    private GrpcChannel(string target, ChannelContext context, ChannelControl control, ChannelRouter router, ChannelInvoker invoker)
        : base(target)
    {
        Context = context;
        _control = control;
        _router = router;
        _invoker = invoker;
    }

    /// <summary>The state of the channel now.</summary>
    public ConnectivityState State => _control.Connectivity.State;

    /// <summary>Creates a channel to <paramref name="address"/>. It connects with the first call, or with <see cref="ConnectAsync"/>.</summary>
    /// <param name="address">
    /// <c>http://host:port</c> (plaintext) or <c>https://host:port</c> (TLS); also <c>dns:///host:port</c>, <c>ipv4:address:port,address:port</c>,
    /// <c>ipv6:[address]:port</c>, <c>unix:path</c>, <c>unix-abstract:name</c> and <c>npipe:name</c>, which are plaintext unless the credentials say otherwise.
    /// </param>
    /// <param name="options">Options, or null for the defaults.</param>
    public static GrpcChannel ForAddress(string address, GrpcChannelOptions? options = null)
    {
        ArgumentException.ThrowIfNullOrEmpty(address);
        return Uri.TryCreate(address, UriKind.Absolute, out Uri? uri)
            ? ForAddress(uri, options)
            : throw new ArgumentException($"\"{address}\" is no channel address: write http://host:port or https://host:port", nameof(address));
    }

    /// <inheritdoc cref="ForAddress(string, GrpcChannelOptions)"/>
    public static GrpcChannel ForAddress(Uri address, GrpcChannelOptions? options = null)
    {
        ArgumentNullException.ThrowIfNull(address);
        options ??= new GrpcChannelOptions();
        ChannelTarget target = ChannelTarget.Parse(address);
        bool isSecure = options.Credentials?.IsSecure ?? target.IsSecure ?? false;
        if (target.IsSecure is { } said && said != isSecure)
        {
            throw new ArgumentException(
                $"the address {address.OriginalString} says {(said ? "TLS" : "plaintext")}, its credentials say {(isSecure ? "TLS" : "plaintext")}", nameof(options));
        }
        string authority = options.Authority ?? target.Authority;
        var compression = options.CompressionProviders is { } providers ? new CompressionProviders(providers) : CompressionProviders.Default;
        var heads = new RequestHeads(isSecure ? "https" : "http", authority, compression.AcceptEncoding);
        var connect = new Http2ConnectOptions
        {
            Tls = isSecure ? TlsFor(options.Tls, target) : null,
            Http2 = options.Http2,
            Engine = options.Engine,
            ConnectTimeout = options.ConnectTimeout,
            TimeProvider = options.TimeProvider,
        };
        return Create(address.OriginalString, authority, isSecure, options, compression, new Http2Connector(connect, heads, compression), () => ResolverFor(target, options));
    }

    /// <inheritdoc/>
    public override CallInvoker CreateCallInvoker() => _invoker;

    /// <summary>Connects, if the channel is not connected, and returns when it is <see cref="ConnectivityState.Ready"/>. Failed attempts are repeated.</summary>
    public async Task ConnectAsync(CancellationToken cancellationToken = default)
    {
        while (true)
        {
            ConnectivityState state = State;
            switch (state)
            {
                case ConnectivityState.Ready:
                    return;
                case ConnectivityState.Shutdown:
                    throw new ObjectDisposedException(Target, "the channel has been shut down");
                case ConnectivityState.Idle:
                    _control.RequestExitIdle();
                    break;
            }
            await WaitForStateChangedAsync(state, cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Waits until the state is another than <paramref name="lastObservedState"/>.</summary>
    public Task WaitForStateChangedAsync(ConnectivityState lastObservedState, CancellationToken cancellationToken = default) =>
        _control.Connectivity.WaitForChangeAsync(lastObservedState, cancellationToken);

    /// <summary>Attempts to connect that wait for their backoff begin at once: for a program that knows the network is back.</summary>
    public void ResetConnectBackoff() => _control.ResetConnectBackoff();

    /// <summary>Ends the channel without waiting for its connections to close; <see cref="DisposeAsync"/> waits.</summary>
    public void Dispose() => _ = _control.ShutdownAsync();

    /// <summary>Ends the channel: new calls fail, calls under way end with UNAVAILABLE, connections are closed.</summary>
    public ValueTask DisposeAsync() => new(_control.ShutdownAsync());

    /// <inheritdoc/>
    protected override Task ShutdownAsyncCore() => _control.ShutdownAsync();

    /// <summary>What the channel's calls share.</summary>
    internal ChannelContext Context { get; }

    /// <summary>The subchannels that there are now, looked at where they live.</summary>
    internal Task<IReadOnlyList<T>> SubchannelsAsync<T>(Func<Subchannel, T> look) => _control.SubchannelsAsync(look);

    /// <summary>Bytes that calls may still keep for being sent again: all of them when none is under way.</summary>
    internal long ReplayBudgetLeft => _router.ReplayBudget.Left;

    /// <summary>Calls that wait for a picker that knows where to send them.</summary>
    internal int WaitingCalls => _router.WaitingCalls;

    /// <summary>Deadlines that have not fired and were not taken back.</summary>
    internal int ArmedDeadlines => _control.ArmedDeadlines;

    /// <summary>Ends when the control plane has done what was asked of it before.</summary>
    internal Task FlushControlAsync() => _control.Serial.Flush();

    /// <summary>Makes a channel whose addresses come from a resolver and whose connections from <paramref name="connector"/>.</summary>
    internal static GrpcChannel Create(
        string name, string authority, bool isSecure, GrpcChannelOptions options, CompressionProviders compression, Connector connector, Func<Resolver> newResolver)
    {
        AmbientCall.Observe();
        CheckBalancing(options.ServiceConfig);
        Random random = options.Random ?? Random.Shared;
        var context = new ChannelContext(options.TimeProvider, options, authority, isSecure, name);
        var router = new ChannelRouter(context, random);
        var control = new ChannelControl(context, router, connector, newResolver, () => random);
        return new GrpcChannel(name, context, control, router, new ChannelInvoker(context, router, new MethodPlans(context, compression)));
    }

    // gRFC A24: a config whose policies are all unknown is invalid.
    private static void CheckBalancing(ServiceConfig? config)
    {
        const string only = "pick_first";
        if (config is { LoadBalancingConfigs: { Count: > 0 } policies } && policies.All(policy => policy.PolicyName != only))
            throw new ArgumentException($"the service config asks for {string.Join(" or ", policies.Select(policy => policy.PolicyName))}; the only balancing policy is {only}");
    }

    private static Resolver ResolverFor(ChannelTarget target, GrpcChannelOptions options)
    {
        if (target.Addresses is not null)
            return new StaticResolver(target.Addresses);
        var backoff = new Backoff(options.InitialReconnectBackoff, options.MaxReconnectBackoff, options.Random ?? Random.Shared);
        return new DnsResolver(target.Host, target.Port, LookUpAsync, backoff, options.TimeProvider);
    }

    // RFC 6761 §6.3: localhost is this machine, whatever a name server says.
    private static Task<IPAddress[]> LookUpAsync(string host, CancellationToken cancellationToken) =>
        host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            ? Task.FromResult<IPAddress[]>(System.Net.Sockets.Socket.OSSupportsIPv6 ? [IPAddress.Loopback, IPAddress.IPv6Loopback] : [IPAddress.Loopback])
            : Dns.GetHostAddressesAsync(host, cancellationToken);

    private static Http2ClientTls TlsFor(Http2ClientTls? given, ChannelTarget target)
    {
        given ??= new Http2ClientTls();
        // Connections are made to addresses; the certificate is checked against the name.
        string? serverName = given.ServerName ?? (target.Host.Length > 0 ? target.Host : null);
        return new Http2ClientTls
        {
            ServerName = serverName,
            Authorities = given.Authorities,
            CertificateValidation = given.CertificateValidation,
            ClientCertificate = given.ClientCertificate,
            Protocols = given.Protocols,
            Configure = given.Configure,
        };
    }
}
