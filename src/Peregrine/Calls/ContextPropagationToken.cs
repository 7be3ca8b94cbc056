namespace Peregrine;

/// <summary>Ties a call to the server call it is made for; made by <see cref="ServerCallContext.CreatePropagationToken"/>.</summary>
public sealed class ContextPropagationToken
{
    internal ContextPropagationToken(DateTime deadline, CancellationToken cancellationToken, ContextPropagationOptions options)
    {
        Deadline = deadline;
        CancellationToken = cancellationToken;
        Options = options;
    }

    internal DateTime Deadline { get; }

    internal CancellationToken CancellationToken { get; }

    internal ContextPropagationOptions Options { get; }
}
