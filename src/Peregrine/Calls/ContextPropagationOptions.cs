namespace Peregrine;

/// <summary>What a call made within a server call takes over from it (rule 23).</summary>
public sealed class ContextPropagationOptions
{
    /// <summary>Everything.</summary>
    public static readonly ContextPropagationOptions Default = new();

    /// <summary>Creates the options.</summary>
    public ContextPropagationOptions(bool propagateDeadline = true, bool propagateCancellation = true)
    {
        IsPropagateDeadline = propagateDeadline;
        IsPropagateCancellation = propagateCancellation;
    }

    /// <summary>Whether the new call ends no later than the server call.</summary>
    public bool IsPropagateDeadline { get; }

    /// <summary>Whether the new call is cancelled with the server call.</summary>
    public bool IsPropagateCancellation { get; }
}
