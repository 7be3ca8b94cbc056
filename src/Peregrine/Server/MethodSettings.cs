using Peregrine.Http2;
using Peregrine.Messages;

namespace Peregrine.Server;

/// <summary>The options of a server as they hold for one method. Immutable.</summary>
internal sealed record MethodSettings
{
    public required MessageLimits ReceiveLimits { get; init; }

    public required MessageLimits SendLimits { get; init; }

    public required int? MaxConcurrentCalls { get; init; }

    public required int MaxQueuedCalls { get; init; }

    public required HandlerMode HandlerMode { get; init; }

    /// <summary>Method before service before server.</summary>
    public static MethodSettings For(IMethod method, GrpcServerOptions server)
    {
        var levels = new List<MethodOptions>();
        foreach (MethodOptions options in server.Methods)
        {
            if (options.Matches(method) && options.MethodName is not null)
                levels.Add(options);
        }

        foreach (MethodOptions options in server.Methods)
        {
            if (options.Matches(method) && options.MethodName is null)
                levels.Add(options);
        }

        return new MethodSettings
        {
            ReceiveLimits = new(
                Pick(levels, o => o.MaxReceiveMessageSize) ?? server.MaxReceiveMessageSize ?? int.MaxValue, nameof(GrpcServerOptions.MaxReceiveMessageSize)),
            SendLimits = new(
                Pick(levels, o => o.MaxSendMessageSize) ?? server.MaxSendMessageSize ?? int.MaxValue, nameof(GrpcServerOptions.MaxSendMessageSize)),
            MaxConcurrentCalls = Pick(levels, o => o.MaxConcurrentCalls),
            MaxQueuedCalls = Pick(levels, o => o.MaxQueuedCalls) ?? server.MaxQueuedCalls,
            HandlerMode = Pick(levels, o => o.HandlerMode) ?? HandlerMode.Adaptive,
        };
    }

    private static T? Pick<T>(List<MethodOptions> levels, Func<MethodOptions, T?> option)
        where T : struct
    {
        foreach (MethodOptions options in levels)
        {
            if (option(options) is { } value)
                return value;
        }

        return null;
    }
}
