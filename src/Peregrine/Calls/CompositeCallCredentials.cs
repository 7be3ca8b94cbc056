namespace Peregrine.Calls;

/// <summary>Several call credentials, applied in order.</summary>
internal sealed class CompositeCallCredentials(CallCredentials[] parts) : CallCredentials
{
    internal override async Task AddMetadataAsync(AuthInterceptorContext context, Metadata metadata)
    {
        foreach (CallCredentials part in parts)
            await part.AddMetadataAsync(context, metadata).ConfigureAwait(false);
    }
}
