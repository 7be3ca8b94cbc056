using System.Collections.Concurrent;
using System.Text;
using Peregrine.Messages;

namespace Peregrine.Client;

/// <summary>The settings of each method that a channel has called: options and service config, looked up once. Any thread.</summary>
internal sealed class MethodPlans
{
    // The name that users of gRPC for .NET know; it is never sent.
    private const string EncodingRequest = "grpc-internal-encoding-request";

    private const int MaxKept = 4096;

    private readonly ChannelContext _context;
    private readonly CompressionProviders _compression;
    private readonly Dictionary<(string? Service, string? Method), (MethodConfig Config, RetryRules? Retry)> _configs = [];
    private readonly ConcurrentDictionary<string, MethodPlan> _settings = new();
    private readonly ConcurrentDictionary<(string Path, string Encoding), MethodPlan> _encoded = new();

    // The method that was called last, found without hashing by a program that calls one over and over.
    private MethodPlan? _last;

    public MethodPlans(ChannelContext context, CompressionProviders compression)
    {
        _context = context;
        _compression = compression;
        if (context.Options.ServiceConfig is not { } config)
            return;
        RetryThrottle? throttle = config.RetryThrottling is null ? null : new RetryThrottle(config.RetryThrottling);
        foreach (MethodConfig method in config.MethodConfigs)
        {
            RetryRules? retry = method.RetryPolicy is null ? null : new RetryRules(method.RetryPolicy, throttle);
            foreach (MethodName name in method.Names)
            {
                if (!_configs.TryAdd((name.Service, name.Method), (method, retry)))
                    throw new ArgumentException($"the service config names {name.Service ?? "every service"}/{name.Method ?? "every method"} twice");
            }
        }
    }

    public MethodPlan Find(IMethod method)
    {
        MethodPlan? last = _last;
        if (last is not null && ReferenceEquals(last.Path, method.FullName))
            return last;
        if (!_settings.TryGetValue(method.FullName, out MethodPlan? found))
        {
            found = Build(method);
            // A proxy calls whatever paths its callers name: those are not kept without end.
            if (_settings.Count < MaxKept)
                found = _settings.GetOrAdd(method.FullName, found);
        }
        // Two methods of the same name have equal paths that need not be the same string: only the latter is quick.
        if (ReferenceEquals(found.Path, method.FullName))
            _last = found;
        return found;
    }

    /// <summary>Takes the request for a compression out of a call's headers, and gives the settings that follow it.</summary>
    public (Metadata? Headers, MethodPlan Settings) ApplyEncoding(MethodPlan settings, Metadata? headers)
    {
        if (headers is null || headers.Count == 0 || headers.GetValue(EncodingRequest) is not { } encoding)
            return (headers, settings);
        Metadata rest = [];
        foreach (Metadata.Entry entry in headers)
        {
            if (entry.Key != EncodingRequest)
                rest.Add(entry);
        }
        if (encoding == "identity")
            return (rest, settings);
        if (_encoded.TryGetValue((settings.Path, encoding), out MethodPlan? encoded))
            return (rest, encoded);
        encoded = WithEncoding(settings, encoding);
        return (rest, _encoded.Count < MaxKept ? _encoded.GetOrAdd((settings.Path, encoding), encoded) : encoded);
    }

    private MethodPlan WithEncoding(MethodPlan settings, string encoding)
    {
        if (_compression.Find(Encoding.ASCII.GetBytes(encoding)) is null)
            throw new ArgumentException($"the compression '{encoding}' is none of this channel's: {_compression.AcceptEncoding}");
        return settings.WithEncoding(encoding);
    }

    private MethodPlan Build(IMethod method)
    {
        (MethodConfig? config, RetryRules? retry) = ConfigOf(method);
        GrpcChannelOptions options = _context.Options;
        return new MethodPlan
        {
            Channel = _context,
            Path = method.FullName,
            ServiceName = method.ServiceName,
            Name = method.Name,
            Timeout = config?.Timeout,
            WaitForReady = config?.WaitForReady,
            MaxRequestBytes = Math.Min(options.MaxSendMessageSize ?? int.MaxValue, config?.MaxRequestMessageBytes ?? int.MaxValue),
            MaxResponseBytes = Math.Min(options.MaxReceiveMessageSize ?? int.MaxValue, config?.MaxResponseMessageBytes ?? int.MaxValue),
            Encoding = options.RequestCompression,
            Retry = retry,
            IsRegistered = method is not Method<byte[], byte[]>,
        };
    }

    // The most specific name wins: the method, its service, everything.
    private (MethodConfig? Config, RetryRules? Retry) ConfigOf(IMethod method)
    {
        if (_configs.TryGetValue((method.ServiceName, method.Name), out (MethodConfig, RetryRules?) found)
            || _configs.TryGetValue((method.ServiceName, null), out found)
            || _configs.TryGetValue((null, null), out found))
        {
            return found;
        }
        return default;
    }
}
