using Tag = System.Collections.Generic.KeyValuePair<string, object?>;

namespace Peregrine.Calls;

/// <summary>
/// What telemetry calls one method: the labels of its measurements and the names of its spans, made once, so that a measurement hands over an array that is
/// there already. Any thread.
/// </summary>
internal sealed class MethodLabels
{
    private readonly Tag[] _labels;
    private readonly Tag[]?[] _withStatus = new Tag[GrpcTelemetry.StatusNameCount][];

    /// <param name="method">The full name without its leading slash.</param>
    /// <param name="target">The channel's target; null on a server.</param>
    public MethodLabels(string method, string? target)
    {
        Tag name = new("grpc.method", method);
        _labels = target is null ? [name] : [name, new("grpc.target", target)];
        string dotted = method.Replace('/', '.');
        Call = "Sent." + dotted;
        Attempt = "Attempt." + dotted;
        Server = "Recv." + dotted;
    }

    /// <summary>The name of the span of a call made.</summary>
    public string Call { get; }

    /// <summary>The name of the span of one attempt of a call made.</summary>
    public string Attempt { get; }

    /// <summary>The name of the span of a call served.</summary>
    public string Server { get; }

    /// <summary>The labels of what has not ended.</summary>
    public ReadOnlySpan<Tag> WithoutStatus => _labels;

    /// <summary>The labels of what ended so.</summary>
    public ReadOnlySpan<Tag> With(StatusCode code)
    {
        // Codes that gRPC does not know share the name, and so the array, of UNKNOWN.
        int index = (uint)code < (uint)_withStatus.Length ? (int)code : (int)StatusCode.Unknown;
        return _withStatus[index] ??= [.. _labels, new("grpc.status", GrpcTelemetry.StatusName((StatusCode)index))];
    }
}
