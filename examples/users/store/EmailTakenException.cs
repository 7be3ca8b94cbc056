namespace Users.Store;

/// <summary>Another user has the address.</summary>
/// <param name="index">Which of the users that were to be created, from 0.</param>
/// <param name="cause">What the database said.</param>
public sealed class EmailTakenException(int index, Exception cause) : Exception("another user has the address", cause)
{
    /// <summary>Which of the users that were to be created, from 0.</summary>
    public int Index => index;
}
