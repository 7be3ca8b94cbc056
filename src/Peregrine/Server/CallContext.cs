using Peregrine.Calls;

namespace Peregrine.Server;

/// <summary>
/// The context that a handler gets: one fresh object a call, never reused, because handlers keep it. What it offers is made when first asked for.
/// After the call's end it answers with what it last knew and cannot touch the transport any more.
/// </summary>
internal sealed class CallContext : ServerCallContext
{
    // Immutable after construction.
    private readonly ServerCore _core;
    private readonly ServerCallHead _head;
    private readonly DateTime _deadline;

    // The stream obeys the ticket only while it carries this call.
    private readonly ServerCallStream _stream;
    private readonly int _ticket;

    // Made when first asked for. Cancel sets _cancelled before it looks at _cancellation; who makes _cancellation looks at _cancelled after it.
    private CancellationTokenSource? _cancellation;
    private CallContextExtras? _extras;
    private volatile bool _cancelled;
    private volatile bool _headersSent;

    public CallContext(ServerCore core, ServerCallStream stream, DateTime deadline)
    {
        _core = core;
        _head = stream.Head;
        _stream = stream;
        _ticket = stream.Ticket;
        _deadline = deadline;
    }

    /// <summary>The trailers as far as the handler made any.</summary>
    public Metadata? TrailersIfAny => _extras?.Trailers;

    /// <summary>The status that the handler set; OK when it set none.</summary>
    public Status HandlerStatus => _extras?.Status ?? default;

    /// <summary>The flags of messages written with no options of their own.</summary>
    public WriteFlags WriteFlags => _extras?.WriteOptions?.Flags ?? WriteFlags.None;

    /// <summary>Whether the call has ended otherwise than by its handler.</summary>
    public bool IsCancelled => _cancelled;

    /// <summary>Whether the message that the handler took last came compressed.</summary>
    public bool RequestWasCompressed { get; set; }

    protected override string MethodCore => _head.Path;

    protected override string HostCore => _head.Authority;

    protected override string PeerCore => _head.Peer.Address;

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _head.Headers;

    protected override CancellationToken DrainTokenCore => _core.DrainToken;

    protected override Metadata ResponseTrailersCore => Extras.Trailers ??= [];

    protected override Status StatusCore
    {
        get => HandlerStatus;
        set => Extras.Status = value;
    }

    protected override WriteOptions? WriteOptionsCore
    {
        get => _extras?.WriteOptions;
        set => Extras.WriteOptions = value;
    }

    protected override AuthContext AuthContextCore => _head.Peer.AuthContext;

    protected override IDictionary<object, object> UserStateCore => Extras.UserState ??= [];

    protected override bool IsRequestMessageCompressedCore => RequestWasCompressed;

    protected override CancellationToken CancellationTokenCore
    {
        get
        {
            if (_cancellation is { } made)
                return made.Token;
            var source = new CancellationTokenSource();
            source = Interlocked.CompareExchange(ref _cancellation, source, null) ?? source;
            if (_cancelled)
                source.Cancel();
            return source.Token;
        }
    }

    private CallContextExtras Extras => _extras ??= new CallContextExtras();

    /// <summary>The call ended otherwise than by its handler. Runs the handler's registrations on a pool thread, never on the caller's.</summary>
    public void Cancel()
    {
        _cancelled = true;
        Interlocked.MemoryBarrier();
        if (_cancellation is { } source)
            _ = RunRegistrationsAsync(source.CancelAsync());
    }

    /// <summary>The first message took the response headers along.</summary>
    public void OnHeadersSent() => _headersSent = true;

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        if (_headersSent)
            throw new InvalidOperationException("The response headers have been sent already.");
        _headersSent = true;
        if (!_stream.TrySendHeaders(responseHeaders, _ticket))
            throw new InvalidOperationException("The call has ended: response headers cannot be sent any more.");
        return Task.CompletedTask;
    }

    // Ends whatever the registrations do: an exception of theirs is told to the log.
    private async Task RunRegistrationsAsync(Task callbacks)
    {
        try
        {
            await callbacks.ConfigureAwait(false);
        }
        catch (Exception e)
        {
            _core.Log.CancellationCallbackFailed(_head.Path, e);
        }
    }
}
