namespace Peregrine;

/// <summary>
/// What a handler knows of its call and can say about it apart from messages. Belongs to the call; after the call's end it answers
/// with what it last knew. Derive from it to test handlers without a server.
/// </summary>
public abstract class ServerCallContext
{
    private Dictionary<object, object>? _userState;

    /// <summary>The path of the method, such as <c>/greet.Greeter/SayHello</c>.</summary>
    public string Method => MethodCore;

    /// <summary>The authority that the caller asked for.</summary>
    public string Host => HostCore;

    /// <summary>The address of the caller, such as <c>ipv4:127.0.0.1:50051</c>.</summary>
    public string Peer => PeerCore;

    /// <summary>When the caller gives up, in UTC; <see cref="DateTime.MaxValue"/> when it never does.</summary>
    public DateTime Deadline => DeadlineCore;

    /// <summary>The caller's metadata; read-only.</summary>
    public Metadata RequestHeaders => RequestHeadersCore;

    /// <summary>Cancelled when the call has ended otherwise than by the handler: the caller cancelled, the deadline passed, the connection was lost.</summary>
    public CancellationToken CancellationToken => CancellationTokenCore;

    /// <summary>Cancelled when the server is about to stop: time to wrap up, while the call is still alive.</summary>
    public CancellationToken DrainToken => DrainTokenCore;

    /// <summary>The metadata sent after the last message.</summary>
    public Metadata ResponseTrailers => ResponseTrailersCore;

    /// <summary>The status the call ends with when the handler returns; OK unless it is set. An exception of the handler wins over it.</summary>
    public Status Status
    {
        get => StatusCore;
        set => StatusCore = value;
    }

    /// <summary>How the messages from now on are written.</summary>
    public WriteOptions? WriteOptions
    {
        get => WriteOptionsCore;
        set => WriteOptionsCore = value;
    }

    /// <summary>What is known about the caller from its authentication.</summary>
    public AuthContext AuthContext => AuthContextCore;

    /// <summary>A place for interceptors to leave things for each other and for the handler.</summary>
    public IDictionary<object, object> UserState => UserStateCore;

    /// <summary>Whether the request message that the handler took last came compressed.</summary>
    public bool IsRequestMessageCompressed => IsRequestMessageCompressedCore;

    /// <summary>Derived classes override it to supply <see cref="Method"/>.</summary>
    protected abstract string MethodCore { get; }

    /// <summary>Derived classes override it to supply <see cref="Host"/>.</summary>
    protected abstract string HostCore { get; }

    /// <summary>Derived classes override it to supply <see cref="Peer"/>.</summary>
    protected abstract string PeerCore { get; }

    /// <summary>Derived classes override it to supply <see cref="Deadline"/>.</summary>
    protected abstract DateTime DeadlineCore { get; }

    /// <summary>Derived classes override it to supply <see cref="RequestHeaders"/>.</summary>
    protected abstract Metadata RequestHeadersCore { get; }

    /// <summary>Derived classes override it to supply <see cref="CancellationToken"/>.</summary>
    protected abstract CancellationToken CancellationTokenCore { get; }

    /// <summary>Derived classes override it to supply <see cref="DrainToken"/>; by default it is never cancelled.</summary>
    protected virtual CancellationToken DrainTokenCore => CancellationToken.None;

    /// <summary>Derived classes override it to supply <see cref="ResponseTrailers"/>.</summary>
    protected abstract Metadata ResponseTrailersCore { get; }

    /// <summary>Derived classes override it to supply <see cref="Status"/>.</summary>
    protected abstract Status StatusCore { get; set; }

    /// <summary>Derived classes override it to supply <see cref="WriteOptions"/>.</summary>
    protected abstract WriteOptions? WriteOptionsCore { get; set; }

    /// <summary>Derived classes override it to supply <see cref="AuthContext"/>.</summary>
    protected abstract AuthContext AuthContextCore { get; }

    /// <summary>Derived classes may override it to supply <see cref="IsRequestMessageCompressed"/>.</summary>
    protected virtual bool IsRequestMessageCompressedCore => false;

    /// <summary>Derived classes may override it to supply <see cref="UserState"/>.</summary>
    protected virtual IDictionary<object, object> UserStateCore => _userState ??= [];

    /// <summary>Sends the response headers now, before the first message. At most once a call.</summary>
    public Task WriteResponseHeadersAsync(Metadata responseHeaders) => WriteResponseHeadersAsyncCore(responseHeaders);

    /// <summary>Makes the token that ties calls made for this call to it.</summary>
    public ContextPropagationToken CreatePropagationToken(ContextPropagationOptions? options = null) => CreatePropagationTokenCore(options);

    /// <summary>Derived classes override it to do <see cref="WriteResponseHeadersAsync"/>.</summary>
    protected abstract Task WriteResponseHeadersAsyncCore(Metadata responseHeaders);

    /// <summary>Derived classes may override it to do <see cref="CreatePropagationToken"/>.</summary>
    protected virtual ContextPropagationToken CreatePropagationTokenCore(ContextPropagationOptions? options) =>
        new(Deadline, CancellationToken, options ?? ContextPropagationOptions.Default);
}
