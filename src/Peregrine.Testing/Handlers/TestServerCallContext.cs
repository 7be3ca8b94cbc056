namespace Peregrine.Testing;

/// <summary>
/// The context of a call that no server has: for tests that call a handler as the method it is. What the handler says through it (headers, trailers, status) can be read
/// afterwards. One call's; not thread-safe.
/// </summary>
public sealed class TestServerCallContext : ServerCallContext
{
    private readonly Metadata _trailers = [];
    private Status _status = Status.DefaultSuccess;
    private WriteOptions? _writeOptions;

    /// <summary>The path of the method. Default <c>/test/Method</c>.</summary>
    public string MethodPath { get; init; } = "/test/Method";

    /// <summary>The authority that the caller asked for. Default <c>localhost</c>.</summary>
    public string Authority { get; init; } = "localhost";

    /// <summary>The address of the caller. Default <c>inproc:test</c>.</summary>
    public string PeerAddress { get; init; } = "inproc:test";

    /// <summary>When the caller gives up, in UTC. Default: never.</summary>
    public DateTime CallDeadline { get; init; } = DateTime.MaxValue;

    /// <summary>The caller's metadata. Default: none.</summary>
    public Metadata Headers { get; init; } = [];

    /// <summary>What the handler sees as its <see cref="ServerCallContext.CancellationToken"/>. Default: never cancelled.</summary>
    public CancellationToken Cancellation { get; init; }

    /// <summary>What the handler sees as its <see cref="ServerCallContext.DrainToken"/>. Default: never cancelled.</summary>
    public CancellationToken Drain { get; init; }

    /// <summary>The response headers that the handler sent; null while it has sent none.</summary>
    public Metadata? SentHeaders { get; private set; }

    /// <inheritdoc/>
    protected override string MethodCore => MethodPath;

    /// <inheritdoc/>
    protected override string HostCore => Authority;

    /// <inheritdoc/>
    protected override string PeerCore => PeerAddress;

    /// <inheritdoc/>
    protected override DateTime DeadlineCore => CallDeadline;

    /// <inheritdoc/>
    protected override Metadata RequestHeadersCore => Headers;

    /// <inheritdoc/>
    protected override CancellationToken CancellationTokenCore => Cancellation;

    /// <inheritdoc/>
    protected override CancellationToken DrainTokenCore => Drain;

    /// <inheritdoc/>
    protected override Metadata ResponseTrailersCore => _trailers;

    /// <inheritdoc/>
    protected override Status StatusCore
    {
        get => _status;
        set => _status = value;
    }

    /// <inheritdoc/>
    protected override WriteOptions? WriteOptionsCore
    {
        get => _writeOptions;
        set => _writeOptions = value;
    }

    /// <inheritdoc/>
    protected override AuthContext AuthContextCore { get; } = new(null, []);

    /// <inheritdoc/>
    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        if (SentHeaders is not null)
            throw new InvalidOperationException("the response headers have been sent: a call has them once");
        SentHeaders = responseHeaders;
        return Task.CompletedTask;
    }
}
