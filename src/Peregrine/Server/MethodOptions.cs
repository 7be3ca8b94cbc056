using Peregrine.Http2;

namespace Peregrine;

/// <summary>What differs for a service or a method from the rest of its server. What is null is as it is for the level above.</summary>
public sealed class MethodOptions
{
    /// <summary>Creates options for a service, or for one method of it.</summary>
    /// <param name="serviceName">The full name of the service, such as <c>greet.Greeter</c>.</param>
    /// <param name="methodName">The method, such as <c>SayHello</c>; null for all methods of the service.</param>
    public MethodOptions(string serviceName, string? methodName = null)
    {
        ServiceName = serviceName ?? throw new ArgumentNullException(nameof(serviceName));
        MethodName = methodName;
    }

    /// <summary>The full name of the service.</summary>
    public string ServiceName { get; }

    /// <summary>The method; null for all methods of the service.</summary>
    public string? MethodName { get; }

    /// <summary>The longest request message in bytes.</summary>
    public int? MaxReceiveMessageSize { get; init; }

    /// <summary>The longest response message in bytes.</summary>
    public int? MaxSendMessageSize { get; init; }

    /// <summary>The calls of each such method whose handlers may run at one time.</summary>
    public int? MaxConcurrentCalls { get; init; }

    /// <summary>The calls of each such method that may wait for <see cref="MaxConcurrentCalls"/>.</summary>
    public int? MaxQueuedCalls { get; init; }

    /// <summary>Where the handlers start to run.</summary>
    public HandlerMode? HandlerMode { get; init; }

    internal bool Matches(IMethod method) => ServiceName == method.ServiceName && (MethodName is null || MethodName == method.Name);
}
