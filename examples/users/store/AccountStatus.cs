namespace Users.Store;

/// <summary>Whether a user may do things. The numbers are those in the database.</summary>
public enum AccountStatus
{
    /// <summary>Yes.</summary>
    Active = 1,

    /// <summary>Has not been here for long.</summary>
    Inactive = 2,

    /// <summary>No.</summary>
    Suspended = 3,
}
