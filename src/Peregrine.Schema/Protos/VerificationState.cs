namespace Peregrine.Schema;

/// <summary>The verification state of the extension range.</summary>
public enum VerificationState
{
    /// <summary>All the extensions of the range must be declared.</summary>
    Declaration = 0,

    /// <summary><c>UNVERIFIED</c>.</summary>
    Unverified = 1,
}
