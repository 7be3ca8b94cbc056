using System.Text.Json;
using Peregrine.Calls;

namespace Peregrine.Client;

/// <summary>Reads the JSON of a service config (grpc/service_config/service_config.proto, gRFCs A2, A6, A24, A105).</summary>
internal static class ServiceConfigJson
{
    public static ServiceConfig Parse(string json)
    {
        try
        {
            using JsonDocument document = JsonDocument.Parse(json);
            return Read(new JsonPlace(document.RootElement, ""));
        }
        catch (JsonException broken)
        {
            throw new FormatException($"the service config is no JSON: {broken.Message}", broken);
        }
    }

    private static ServiceConfig Read(JsonPlace root)
    {
        var methods = new List<MethodConfig>();
        var named = new HashSet<(string?, string?)>();
        foreach (JsonPlace method in root.Items("methodConfig"))
            methods.Add(ReadMethod(method, named));
        return new ServiceConfig
        {
            MethodConfigs = methods,
            RetryThrottling = root.Member("retryThrottling") is { } throttling ? ReadThrottling(throttling) : null,
            MaxConnectionsPerSubchannel = root.Member("connectionScaling")?.Member("maxConnectionsPerSubchannel") is { } connections ? ReadConnections(connections) : null,
            LoadBalancingConfigs = ReadBalancing(root),
        };
    }

    // gRFC A105: 0 is the same as nothing, and a client takes no more than its own limit.
    private static int? ReadConnections(JsonPlace connections) => connections.Integer() switch
    {
        < 0 => throw connections.Wrong("must not be negative"),
        0 => null,
        int wanted => Math.Min(wanted, ServiceConfig.MostConnections),
    };

    private static MethodConfig ReadMethod(JsonPlace method, HashSet<(string?, string?)> named)
    {
        if (method.Member("retryPolicy") is not null && method.Member("hedgingPolicy") is { } second)
            throw second.Wrong("beside a retryPolicy: a method has one of the two");
        var names = new List<MethodName>();
        foreach (JsonPlace name in method.Items("name"))
            names.Add(ReadName(name, named));
        return new MethodConfig
        {
            Names = names,
            Timeout = method.Member("timeout")?.Duration(),
            WaitForReady = method.Member("waitForReady")?.Boolean(),
            MaxRequestMessageBytes = method.Member("maxRequestMessageBytes")?.Bytes(),
            MaxResponseMessageBytes = method.Member("maxResponseMessageBytes")?.Bytes(),
            RetryPolicy = method.Member("retryPolicy") is { } retry ? ReadRetry(retry) : null,
        };
    }

    private static MethodName ReadName(JsonPlace name, HashSet<(string?, string?)> named)
    {
        // Empty and absent mean the same: all services, all methods.
        string? service = name.Member("service")?.Text() is { Length: > 0 } someService ? someService : null;
        string? method = name.Member("method")?.Text() is { Length: > 0 } someMethod ? someMethod : null;
        if (service is null && method is not null)
            throw name.Wrong($"names the method {method} of no service");
        if (!named.Add((service, method)))
            throw name.Wrong($"names {service ?? "every service"}/{method ?? "every method"}, which another name does already");
        return new MethodName { Service = service, Method = method };
    }

    private static RetryPolicy ReadRetry(JsonPlace policy)
    {
        JsonPlace attempts = policy.Required("maxAttempts");
        if (attempts.Integer() < 2)
            throw attempts.Wrong("must be at least 2: the first attempt counts");
        return new RetryPolicy
        {
            MaxAttempts = attempts.Integer(),
            InitialBackoff = Positive(policy.Required("initialBackoff")),
            MaxBackoff = Positive(policy.Required("maxBackoff")),
            BackoffMultiplier = PositiveNumber(policy.Required("backoffMultiplier")),
            RetryableStatusCodes = ReadCodes(policy.Required("retryableStatusCodes")),
        };
    }

    private static List<StatusCode> ReadCodes(JsonPlace codes)
    {
        var read = new List<StatusCode>();
        foreach (JsonPlace code in codes.Items())
            read.Add(ReadCode(code));
        return read.Count > 0 ? read : throw codes.Wrong("must name a status at least");
    }

    private static StatusCode ReadCode(JsonPlace code)
    {
        if (code.IsNumber)
            return code.Integer() is >= 0 and <= (int)StatusCode.Unauthenticated ? (StatusCode)code.Integer() : throw code.Wrong("must be from 0 to 16");
        string text = code.Text();
        for (int i = 0; i <= (int)StatusCode.Unauthenticated; i++)
        {
            if (GrpcTelemetry.StatusName((StatusCode)i).Equals(text, StringComparison.OrdinalIgnoreCase))
                return (StatusCode)i;
        }
        throw code.Wrong("is no status code, such as UNAVAILABLE");
    }

    private static RetryThrottlingPolicy ReadThrottling(JsonPlace throttling)
    {
        JsonPlace tokens = throttling.Required("maxTokens");
        if (tokens.Integer() is < 1 or > 1000)
            throw tokens.Wrong("must be from 1 to 1000");
        return new RetryThrottlingPolicy { MaxTokens = tokens.Integer(), TokenRatio = PositiveNumber(throttling.Required("tokenRatio")) };
    }

    // gRFC A24: a list of objects of one member each. The older form is a bare name.
    private static List<LoadBalancingConfig> ReadBalancing(JsonPlace root)
    {
        var policies = new List<LoadBalancingConfig>();
        foreach (JsonPlace policy in root.Items("loadBalancingConfig"))
            policies.Add(policy.OnlyMember() is var (name, config) ? new LoadBalancingConfig(name, config) : throw policy.Wrong("must have one member: a policy by its name"));
        if (policies.Count == 0 && root.Member("loadBalancingPolicy")?.Text() is { Length: > 0 } older)
            policies.Add(new LoadBalancingConfig(older.ToLowerInvariant()));
        return policies;
    }

    private static TimeSpan Positive(JsonPlace duration) => duration.Duration() is var value && value > TimeSpan.Zero ? value : throw duration.Wrong("must be more than zero");

    private static double PositiveNumber(JsonPlace number) => number.Number() is var value && value > 0 ? value : throw number.Wrong("must be more than zero");
}
