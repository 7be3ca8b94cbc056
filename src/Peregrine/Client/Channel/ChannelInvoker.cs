using System.Diagnostics;
using Peregrine.Calls;
using Peregrine.Http2;

namespace Peregrine.Client;

/// <summary>Starts the calls of a channel: works out what each was asked for, and gives it its typed view. Any thread.</summary>
internal sealed class ChannelInvoker(ChannelContext context, CallRouter router, MethodPlans methods) : CallInvoker
{
    public override TResponse BlockingUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        using AsyncUnaryCall<TResponse> call = AsyncUnaryCall(method, host, options, request);
        return call.GetAwaiter().GetResult();
    }

    public override AsyncUnaryCall<TResponse> AsyncUnaryCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request)
    {
        UnaryCall<TRequest, TResponse> call = UnaryCall<TRequest, TResponse>.Rent();
        Settle(method, host, options, out call.NextSettings);
        return call.Start(router, method, request);
    }

    public override AsyncServerStreamingCall<TResponse> AsyncServerStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options, TRequest request) =>
        StreamingCall<TRequest, TResponse>.Start(router, method, SettleStream(method, host, options), request);

    public override AsyncClientStreamingCall<TRequest, TResponse> AsyncClientStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        ClientStreamingCall<TRequest, TResponse>.Start(router, method, SettleStream(method, host, options));

    public override AsyncDuplexStreamingCall<TRequest, TResponse> AsyncDuplexStreamingCall<TRequest, TResponse>(Method<TRequest, TResponse> method, string? host, CallOptions options) =>
        StreamingCall<TRequest, TResponse>.Start(router, method, SettleStream(method, host, options));

    private CallSettings SettleStream(IMethod method, string? host, in CallOptions options)
    {
        Settle(method, host, options, out CallSettings settings);
        return settings.WithRecord();
    }

    private void Settle(IMethod method, string? host, in CallOptions options, out CallSettings settings)
    {
        MethodPlan plan = methods.Find(method);
        DateTime? deadline = options.Deadline is { } given && given != DateTime.MaxValue ? ToUtc(given) : null;
        ServerCallContext? serving = AmbientCall.Current;
        CancellationToken parent = Inherit(options.PropagationToken, serving, ref deadline);
        (Metadata? headers, MethodPlan encoded) = methods.ApplyEncoding(plan, options.Headers);
        bool isNoted = ClientTelemetry.TryStart(encoded, out Activity? span, out Activity? parentSpan);
        if (serving is not null && span is null && parentSpan is null)
            headers = TraceHeaders.PassOn(headers, serving.RequestHeaders);
        // One reading of one clock serves the deadline, its timer and telemetry.
        long now = isNoted || deadline is not null || plan.Timeout is not null ? context.Clock.Now : 0;
        // Rule 24: the service config can only shorten.
        if (plan.Timeout is { } timeout)
            deadline = Earlier(deadline, context.Clock.UtcAt(now) + timeout);
        settings = default;
        settings.Method = encoded;
        settings.Deadline = deadline;
        settings.Left = deadline is { } end ? end - context.Clock.UtcAt(now) : default;
        settings.Made = now;
        settings.Cancellation = options.CancellationToken;
        settings.Headers = headers;
        settings.WaitForReady = options.WaitForReady ?? plan.WaitForReady ?? false;
        settings.WriteFlags = options.WriteOptions?.Flags ?? WriteFlags.None;
        settings.IsNoted = isNoted;
        settings.Extras = ExtrasOf(host ?? options.Authority, CredentialsOf(options.Credentials), parent, span, parentSpan);
    }

    private static CallExtras? ExtrasOf(string? authority, CallCredentials? credentials, CancellationToken parent, Activity? span, Activity? parentSpan)
    {
        if (authority is null && credentials is null && !parent.CanBeCanceled && span is null && parentSpan is null)
            return null;
        return new CallExtras { Authority = authority, Credentials = credentials, ParentCancellation = parent, Span = span, ParentSpan = parentSpan };
    }

    /// <summary>Rule 23: what the server call hands down, asked for by its token or, within its handler, by itself.</summary>
    private CancellationToken Inherit(ContextPropagationToken? token, ServerCallContext? serving, ref DateTime? deadline)
    {
        if (token is not null)
        {
            if (token.Options.IsPropagateDeadline && token.Deadline != DateTime.MaxValue)
                deadline = Earlier(deadline, token.Deadline);
            return token.Options.IsPropagateCancellation ? token.CancellationToken : default;
        }
        if (serving is null || !context.Options.PropagateServerCallContext)
            return default;
        if (serving.Deadline != DateTime.MaxValue)
            deadline = Earlier(deadline, serving.Deadline);
        return serving.CancellationToken;
    }

    private CallCredentials? CredentialsOf(CallCredentials? ofCall)
    {
        CallCredentials? ofChannel = context.CallCredentials;
        if (ofCall is null && ofChannel is null)
            return null;
        if (!context.MaySendCallCredentials)
        {
            throw new InvalidOperationException(
                $"call credentials are not sent over the plaintext channel to {context.Authority}, where anyone on the path could read them: "
                + $"use https, or allow it with {nameof(GrpcChannelOptions)}.{nameof(GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials)}");
        }
        return (ofChannel, ofCall) switch
        {
            (null, { } only) => only,
            ({ } only, null) => only,
            ({ } first, { } second) => CallCredentials.Compose(first, second),
            _ => null,
        };
    }

    // A deadline without a kind means UTC, as the type's documentation says; a local one is converted rather than misread.
    private static DateTime ToUtc(DateTime deadline) => deadline.Kind == DateTimeKind.Local ? deadline.ToUniversalTime() : DateTime.SpecifyKind(deadline, DateTimeKind.Utc);

    private static DateTime Earlier(DateTime? one, DateTime other) => one is { } given && given < other ? given : other;
}
