using System.Text.Json.Serialization;

namespace Peregrine.Rest.Bench.Apis;

/// <summary>A user as the application has it: what both APIs answer from, and what the REST API writes as JSON.</summary>
internal sealed record UserRecord(string Id, string Name, string Email, UserState Status, List<OrderRecord> Orders, DateTime CreatedAt, DateTime UpdatedAt);

/// <summary>An order of a user.</summary>
internal sealed record OrderRecord(string Id, string UserId, double Total, string Status, List<ItemRecord> Items, DateTime CreatedAt);

/// <summary>What was ordered.</summary>
internal sealed record ItemRecord(string ProductId, string Name, double Price, int Quantity);

/// <summary>A page of users.</summary>
internal sealed record UserPage(List<UserRecord> Users, int TotalCount);

/// <summary>Whether a user may come in.</summary>
internal enum UserState
{
    Unspecified,
    Active,
    Inactive,
    Suspended,
}

/// <summary>The code that System.Text.Json generates for these types: no reflection, as fast as it gets.</summary>
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(UserRecord))]
[JsonSerializable(typeof(UserPage))]
internal sealed partial class UserJsonContext : JsonSerializerContext;
