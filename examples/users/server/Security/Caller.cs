namespace Users.Server.Security;

/// <summary>Who calls, and as what.</summary>
public sealed record Caller(string Name, IReadOnlyList<string> Roles);
