namespace Peregrine;

/// <summary>What call credentials may know of the call that they are asked for.</summary>
public sealed class AuthInterceptorContext
{
    /// <summary>Creates a context.</summary>
    public AuthInterceptorContext(string serviceUrl, string methodName, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(serviceUrl);
        ArgumentNullException.ThrowIfNull(methodName);
        ServiceUrl = serviceUrl;
        MethodName = methodName;
        CancellationToken = cancellationToken;
    }

    /// <summary>The audience of a token for this call: <c>https://host/package.Service</c>, without port 443.</summary>
    public string ServiceUrl { get; }

    /// <summary>The simple name of the method.</summary>
    public string MethodName { get; }

    /// <summary>Cancelled when the call ends, by deadline or otherwise, before the credentials have answered.</summary>
    public CancellationToken CancellationToken { get; }
}
