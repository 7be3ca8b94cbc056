using System.Net;
using System.Text.Json.Nodes;

namespace Examples.Tests.Shop;

/// <summary>An answer of the gateway.</summary>
internal sealed record ShopAnswer(HttpStatusCode Status, JsonNode? Json, string Body, string? Warning)
{
    /// <summary>The orders of the one user that was asked for, as people would say them.</summary>
    public IEnumerable<string> Orders => Said(Json!["user"]!["orders"]!);

    public override string ToString() => $"{(int)Status} {Body} {Warning}";

    /// <summary>The same of a user of a list.</summary>
    public static IEnumerable<string> OrdersOf(JsonNode user) => Said(user["orders"]!);

    private static IEnumerable<string> Said(JsonNode orders) =>
        orders.AsArray().Select(order => $"{order!["amount"]} {order["item"]!["name"]} on {order["orderDate"]}");
}
