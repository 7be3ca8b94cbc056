using Peregrine.Calls;

namespace Peregrine;

/// <summary>
/// Metadata that proves who is calling, obtained for each attempt of each call (a token, a signature). It is sent on secure channels only,
/// unless <see cref="GrpcChannelOptions.UnsafeUseInsecureChannelCallCredentials"/> says otherwise.
/// </summary>
public abstract class CallCredentials
{
    private protected CallCredentials()
    {
    }

    /// <summary>Creates credentials from a function that adds to the metadata of a call.</summary>
    public static CallCredentials FromInterceptor(AsyncAuthInterceptor interceptor)
    {
        ArgumentNullException.ThrowIfNull(interceptor);
        return new InterceptorCallCredentials(interceptor);
    }

    /// <summary>Joins credentials: each adds its metadata, in order.</summary>
    public static CallCredentials Compose(params CallCredentials[] credentials)
    {
        ArgumentNullException.ThrowIfNull(credentials);
        if (credentials.Length < 2)
            throw new ArgumentException("composing takes at least two credentials", nameof(credentials));
        return new CompositeCallCredentials([.. credentials]);
    }

    /// <summary>Adds what this proves to <paramref name="metadata"/>.</summary>
    internal abstract Task AddMetadataAsync(AuthInterceptorContext context, Metadata metadata);
}
