namespace Peregrine;

/// <summary>Names a method, all methods of a service (no <see cref="Method"/>), or everything (neither).</summary>
public sealed class MethodName
{
    /// <summary>Names everything.</summary>
    public static MethodName Default { get; } = new();

    /// <summary>The full name of the service, or null for all.</summary>
    public string? Service { get; init; }

    /// <summary>The simple name of the method, or null for all of the service.</summary>
    public string? Method { get; init; }
}
