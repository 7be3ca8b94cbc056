namespace Peregrine;

/// <summary>One entry of a service config's <c>loadBalancingConfig</c>: the name of a policy and what it is to be given. Immutable.</summary>
public sealed class LoadBalancingConfig
{
    /// <summary>Creates an entry.</summary>
    /// <param name="policyName">The name of the policy, such as <c>pick_first</c>.</param>
    /// <param name="json">The policy's own configuration, a JSON object.</param>
    public LoadBalancingConfig(string policyName, string json = "{}")
    {
        ArgumentException.ThrowIfNullOrEmpty(policyName);
        ArgumentNullException.ThrowIfNull(json);
        PolicyName = policyName;
        Json = json;
    }

    /// <summary>The name of the policy, such as <c>pick_first</c>.</summary>
    public string PolicyName { get; }

    /// <summary>The policy's own configuration: a JSON object as text.</summary>
    public string Json { get; }
}
