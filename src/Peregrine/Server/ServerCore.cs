using System.Collections.Concurrent;
using Peregrine.Calls;
using Peregrine.Http2;
using Peregrine.Messages;
using Peregrine.Server.Telemetry;

namespace Peregrine.Server;

/// <summary>
/// What all calls of a running server share: methods, options, clock, limits. Every transport brings its calls here. Made at start;
/// ends with <see cref="Dispose"/>, after the last call.
/// </summary>
internal sealed class ServerCore : IDisposable
{
    private readonly CancellationTokenSource _drain = new();
    private readonly CallLimiter? _limiter;
    private readonly Lazy<CompressionProviders> _compression;
    private readonly ConcurrentDictionary<string, HeaderList> _heads = new();

    public ServerCore(GrpcServerOptions options, MethodTable methods)
    {
        Options = options;
        Methods = methods;
        Log = new ServerLog(options.LoggerFactory, options.TimeProvider);
        Deadlines = new DeadlineWheel(options.TimeProvider);
        _compression = new Lazy<CompressionProviders>(() => new CompressionProviders(options.CompressionProviders));
        ResponseEncoding = FindResponseEncoding(options);
        Clock = new CallClock(options.TimeProvider);
        Telemetry = new ServerTelemetry(options.TimeProvider);
        DrainToken = _drain.Token;
        if (options.MaxConcurrentCalls is { } max)
            _limiter = new CallLimiter(max, options.MaxQueuedCalls, nameof(GrpcServerOptions.MaxQueuedCalls));
    }

    public GrpcServerOptions Options { get; }

    public MethodTable Methods { get; }

    public ServerLog Log { get; }

    public DeadlineWheel Deadlines { get; }

    public CompressionProviders Compression => _compression.Value;

    /// <summary>The compression of responses for callers that accept it; null for none.</summary>
    public ICompressionProvider? ResponseEncoding { get; }

    public ServerTelemetry Telemetry { get; }

    /// <summary>The clock of calls as they arrive.</summary>
    public CallClock Clock { get; }

    /// <summary>What channelz tells of the server's calls; null while nobody shows it.</summary>
    public CallCounters? Counters { get; private set; }

    /// <summary>Where calls come from besides the listeners.</summary>
    public LocalTransports LocalTransports { get; } = new();

    /// <summary>Cancelled when the server begins to stop.</summary>
    public CancellationToken DrainToken { get; }

    /// <summary>The response headers for a compression, made once.</summary>
    public HeaderList ResponseHeadWith(ICompressionProvider encoding) =>
        _heads.GetOrAdd(encoding.EncodingName, static name => ResponseHeaders.HeadWith(name));

    /// <summary>The point in time that a caller's timeout means, counted from <paramref name="timestamp"/>, just read; far-away ones are for ever.</summary>
    public DateTime DeadlineAfter(TimeSpan timeout, long timestamp)
    {
        DateTime now = Clock.UtcAt(timestamp);
        return timeout >= DateTime.MaxValue - now ? DateTime.MaxValue : now + timeout;
    }

    /// <summary>A call arrived whose method was not looked up by the transport. Null when nobody serves it; the stream has then been answered.</summary>
    public CallListener? Accept(ServerCallStream stream)
    {
        if (Methods.Find(stream.Head.Path) is { } entry)
        {
            ServerCall call = entry.CreateCall(this);
            call.Begin(stream);
            return call;
        }

        Status unknown = Methods.Unknown(stream.Head.Path);
        stream.SendTrailers(unknown, null);
        OnRefused(null, stream.Head, unknown);
        stream.Release();
        return null;
    }

    /// <summary>Counts calls, and what goes over connections, from now on.</summary>
    public void StartCounting() => Counters ??= new CallCounters(Options.TimeProvider);

    /// <summary>A call was refused before it reached a handler: telemetry counts it all the same.</summary>
    public void OnRefused(MethodEntry? entry, ServerCallHead head, in Status status)
    {
        Counters?.OnStarted();
        Counters?.OnEnded(status.StatusCode);
        if (ServerTelemetry.IsEnabled)
            Telemetry.End(ServerTelemetry.Start(entry?.Labels, head, Clock.Now), status, 0);
    }

    /// <summary>Whether a limit on concurrent calls holds for a method.</summary>
    public bool HasLimits(MethodEntry entry) => _limiter is not null || entry.Limiter is not null;

    /// <summary>
    /// Takes a call through the limits of its method and of the server, in this order; <paramref name="passed"/> says how many it is through.
    /// </summary>
    public Admission Admit(ServerCall call, ref int passed, out LinkedListNode<ServerCall>? place, out Status full)
    {
        place = null;
        full = default;
        for (; passed < 2; passed++)
        {
            if (LimiterAt(call, passed) is not { } limiter)
                continue;
            Admission admission = limiter.Enter(call, out place);
            if (admission != Admission.Admitted)
            {
                full = limiter.Full;
                return admission;
            }
        }

        return Admission.Admitted;
    }

    /// <summary>A call is over: gives back what it was let through.</summary>
    public void Exit(ServerCall call, int passed)
    {
        for (int i = 0; i < passed; i++)
            LimiterAt(call, i)?.Exit();
    }

    /// <summary>A call that waits ended. False when it was let in meanwhile.</summary>
    public bool LeaveQueue(ServerCall call, LinkedListNode<ServerCall> place, int passed)
    {
        if (LimiterAt(call, passed)?.Leave(place) != true)
            return false;
        Exit(call, passed);
        return true;
    }

    /// <summary>Tells handlers that the server is about to stop.</summary>
    public Task DrainAsync() => _drain.CancelAsync();

    public void Dispose()
    {
        Deadlines.Dispose();
        _drain.Dispose();
    }

    private CallLimiter? LimiterAt(ServerCall call, int index) => index == 0 ? call.Entry.Limiter : _limiter;

    private ICompressionProvider? FindResponseEncoding(GrpcServerOptions options)
    {
        if (options.ResponseCompressionAlgorithm is not { } name || name == "identity")
            return null;
        return Compression.Find(name) ?? throw new InvalidOperationException(
            $"{nameof(GrpcServerOptions.ResponseCompressionAlgorithm)} is '{name}', which is none of {nameof(GrpcServerOptions.CompressionProviders)}: {Compression.AcceptEncoding}.");
    }
}
