using System.Text.Json.Nodes;
using Peregrine.Protobuf;
using Shop.Protos.Orders;
using Shop.Protos.Users;

namespace Shop.Gateway;

/// <summary>How users look in JSON.</summary>
internal abstract class UserJson
{
    public static UserJson Named(string name) => name switch
    {
        "canonical" => new Canonical(),
        "compat" => new Compatible(),
        _ => throw new FormatException($"--json is canonical or compat, not '{name}'"),
    };

    public abstract byte[] Format(GetUserResponse response);

    public abstract byte[] Format(GetAllUsersResponse response);

    /// <summary>The JSON that Protocol Buffers define, with empty lists and numbers that are 0 written out, for readers who do not know the .proto.</summary>
    private sealed class Canonical : UserJson
    {
        private readonly JsonFormatter _formatter = new(new JsonFormatterOptions { WriteDefaultValues = true });

        public override byte[] Format(GetUserResponse response) => _formatter.FormatToUtf8(response);

        public override byte[] Format(GetAllUsersResponse response) => _formatter.FormatToUtf8(response);
    }

    /// <summary>The names that the first version of this API had because a library made them so: lists end in List, and a time is an object.</summary>
    private sealed class Compatible : UserJson
    {
        public override byte[] Format(GetUserResponse response) => Bytes(new JsonObject { ["user"] = response.User is { } user ? ToJson(user) : null });

        public override byte[] Format(GetAllUsersResponse response) =>
            Bytes(new JsonObject { ["usersList"] = new JsonArray([.. response.Users.Select(ToJson)]) });

        private static byte[] Bytes(JsonObject json) => System.Text.Encoding.UTF8.GetBytes(json.ToJsonString());

        private static JsonObject ToJson(User user) => new()
        {
            ["id"] = user.Id,
            ["firstName"] = user.FirstName,
            ["lastName"] = user.LastName,
            ["email"] = user.Email,
            ["ordersList"] = new JsonArray([.. user.Orders.Select(ToJson)]),
        };

        private static JsonObject ToJson(Order order) => new()
        {
            ["id"] = order.Id,
            ["userId"] = order.UserId,
            ["item"] = order.Item is { } item ? new JsonObject { ["id"] = item.Id, ["name"] = item.Name } : null,
            ["orderDate"] = order.OrderDate is { } date ? new JsonObject { ["seconds"] = date.Seconds, ["nanos"] = date.Nanos } : null,
            ["amount"] = order.Amount,
        };
    }
}
