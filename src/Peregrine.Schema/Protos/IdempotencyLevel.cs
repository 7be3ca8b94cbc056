namespace Peregrine.Schema;

/// <summary>
/// Is this method side-effect-free (or safe in HTTP parlance), or idempotent, or neither? HTTP based RPC implementation may choose GET verb for safe
/// methods, and PUT verb for idempotent methods instead of the default POST.
/// </summary>
public enum IdempotencyLevel
{
    /// <summary><c>IDEMPOTENCY_UNKNOWN</c>.</summary>
    Unknown = 0,

    /// <summary><c>NO_SIDE_EFFECTS</c>.</summary>
    NoSideEffects = 1,

    /// <summary><c>IDEMPOTENT</c>.</summary>
    Idempotent = 2,
}
