namespace Peregrine.Calls;

/// <summary>Call credentials that a user's function supplies.</summary>
internal sealed class InterceptorCallCredentials(AsyncAuthInterceptor interceptor) : CallCredentials
{
    internal override Task AddMetadataAsync(AuthInterceptorContext context, Metadata metadata) => interceptor(context, metadata);
}
