using Peregrine.Schema;

namespace Peregrine;

/// <summary>Settings for the methods named.</summary>
public sealed class MethodConfig
{
    /// <summary>The methods that these settings are for.</summary>
    public IList<MethodName> Names { get; init; } = [];

    /// <summary>The longest a call may take; a call's own deadline counts when it is earlier.</summary>
    public TimeSpan? Timeout { get; init; }

    /// <summary>Whether calls wait for a connection instead of failing; what a call itself says wins.</summary>
    public bool? WaitForReady { get; init; }

    /// <summary>The largest request in bytes; the channel's limit counts when it is smaller.</summary>
    public int? MaxRequestMessageBytes { get; init; }

    /// <summary>The largest response in bytes; the channel's limit counts when it is smaller.</summary>
    public int? MaxResponseMessageBytes { get; init; }

    /// <summary>How failed calls are tried again; null: not.</summary>
    public RetryPolicy? RetryPolicy { get; init; }

    /// <summary>
    /// Retries the methods of a service that its <c>.proto</c> declares harmless to repeat (<c>idempotency_level</c> IDEMPOTENT or NO_SIDE_EFFECTS), and no other.
    /// </summary>
    /// <param name="service">The service, such as <c>Greeter.Descriptor</c> of the generated code.</param>
    /// <param name="policy">How they are tried again.</param>
    /// <exception cref="ArgumentException">No method of the service is declared so.</exception>
    public static MethodConfig ForIdempotentMethods(ServiceDescriptor service, RetryPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(service);
        ArgumentNullException.ThrowIfNull(policy);
        MethodName[] names = [.. service.Methods.Where(method => method.IdempotencyLevel != IdempotencyLevel.Unknown)
            .Select(method => new MethodName { Service = service.FullName, Method = method.Name })];
        return names.Length > 0
            ? new MethodConfig { Names = names, RetryPolicy = policy }
            : throw new ArgumentException($"no method of {service.FullName} has an idempotency_level: nothing says that repeating one is harmless", nameof(service));
    }
}
