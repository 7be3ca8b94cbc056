namespace Users.Store;

/// <summary>Some users, and how many there are in all.</summary>
/// <param name="Accounts">The page, by id.</param>
/// <param name="TotalCount">Of the status that was asked for, on whatever page.</param>
/// <param name="HasMore">Whether there are more after this page.</param>
public sealed record AccountPage(IReadOnlyList<Account> Accounts, int TotalCount, bool HasMore);
