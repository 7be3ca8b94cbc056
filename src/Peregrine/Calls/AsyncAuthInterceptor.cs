namespace Peregrine;

/// <summary>Adds authentication metadata to a call that is about to be sent.</summary>
/// <param name="context">Which service and method are called, and until when the answer is wanted.</param>
/// <param name="metadata">The metadata to add to.</param>
public delegate Task AsyncAuthInterceptor(AuthInterceptorContext context, Metadata metadata);
