namespace Users.Store;

/// <summary>A user that is to be.</summary>
public sealed record NewAccount(string Name, string Email, AccountStatus Status);
