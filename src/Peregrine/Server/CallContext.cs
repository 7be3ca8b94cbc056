using Peregrine.Calls;

namespace Peregrine.Server;

/// <summary>
/// The context that a handler gets: one fresh object a call, never reused, because handlers keep it. What it offers is made when first asked for.
/// After the call's end it holds on to nothing of the transport.
/// </summary>
internal sealed class CallContext : ServerCallContext
{
    private const int Attached = 0;
    private const int InUse = 1;
    private const int Detached = 2;

    // Immutable after construction.
    private readonly ServerCore _core;
    private readonly IMethod _method;
    private readonly ServerCallHead _head;
    private readonly CallPeer _peer;
    private readonly DateTime _deadline;

    // The stream may be touched while _use was moved from Attached to InUse by whoever touches it.
    private readonly ServerCallStream _stream;
    private int _use;

    // Made when first asked for. _cancelled is set before _cancellation is looked at, and _cancellation is set before _cancelled is looked at.
    private CancellationTokenSource? _cancellation;
    private volatile bool _cancelled;
    private Metadata? _trailers;
    private volatile bool _headersSent;

    public CallContext(ServerCore core, IMethod method, ServerCallStream stream, DateTime deadline)
    {
        _core = core;
        _method = method;
        _stream = stream;
        _head = stream.Head;
        _peer = stream.Peer;
        _deadline = deadline;
    }

    /// <summary>The trailers as far as the handler made any.</summary>
    public Metadata? TrailersIfAny => _trailers;

    /// <summary>The status that the handler set; OK when it set none.</summary>
    public Status HandlerStatus { get; private set; }

    /// <summary>The flags of messages written with no options of their own.</summary>
    public WriteFlags WriteFlags => WriteOptionsCore?.Flags ?? WriteFlags.None;

    /// <summary>Whether the call has ended otherwise than by its handler.</summary>
    public bool IsCancelled => _cancelled;

    /// <summary>Whether the message that the handler took last came compressed.</summary>
    public bool RequestWasCompressed { get; set; }

    protected override string MethodCore => _head.Path;

    protected override string HostCore => _head.Authority;

    protected override string PeerCore => _peer.Address;

    protected override DateTime DeadlineCore => _deadline;

    protected override Metadata RequestHeadersCore => _head.Headers;

    protected override CancellationToken DrainTokenCore => _core.DrainToken;

    protected override Metadata ResponseTrailersCore => _trailers ??= [];

    protected override Status StatusCore
    {
        get => HandlerStatus;
        set => HandlerStatus = value;
    }

    protected override WriteOptions? WriteOptionsCore { get; set; }

    protected override AuthContext AuthContextCore => _peer.AuthContext;

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

    /// <summary>The handler is done. False when another thread is just using the stream, which may then never be reused.</summary>
    public bool Detach() => Interlocked.CompareExchange(ref _use, Detached, Attached) == Attached;

    protected override Task WriteResponseHeadersAsyncCore(Metadata responseHeaders)
    {
        ArgumentNullException.ThrowIfNull(responseHeaders);
        switch (Interlocked.CompareExchange(ref _use, InUse, Attached))
        {
            case Detached:
                throw new InvalidOperationException("The call has ended: response headers cannot be sent any more.");
            case InUse:
                throw new InvalidOperationException("Response headers are being sent by another thread.");
        }

        try
        {
            if (_headersSent)
                throw new InvalidOperationException("The response headers have been sent already.");
            _headersSent = true;
            _stream.SendHeaders(responseHeaders);
            return Task.CompletedTask;
        }
        finally
        {
            Volatile.Write(ref _use, Attached);
        }
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
            _core.Log.CancellationCallbackFailed(_method.FullName, e);
        }
    }
}
