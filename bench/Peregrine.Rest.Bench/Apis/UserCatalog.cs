using System.Globalization;
using Peregrine.Protobuf.WellKnownTypes;
using Peregrine.Rest.Bench.Protos;

namespace Peregrine.Rest.Bench.Apis;

/// <summary>The users of the application, and how they become messages.</summary>
internal static class UserCatalog
{
    public const int Count = 100;

    private static readonly Dictionary<string, UserRecord> s_byId = Enumerable.Range(1, Count).Select(Make).ToDictionary(user => user.Id);

    public static UserRecord? Find(string id) => s_byId.GetValueOrDefault(id);

    public static UserPage List(int limit) => new([.. s_byId.Values.Take(limit)], Count);

    public static string IdOf(int number) => string.Create(CultureInfo.InvariantCulture, $"user-{number:00000}");

    public static User ToMessage(UserRecord user) => new()
    {
        Id = user.Id,
        Name = user.Name,
        Email = user.Email,
        Status = (UserStatus)user.Status,
        Orders = { user.Orders.Select(ToMessage) },
        CreatedAt = Timestamp.FromDateTime(user.CreatedAt),
        UpdatedAt = Timestamp.FromDateTime(user.UpdatedAt),
    };

    public static ListUsersResponse ToMessage(UserPage page) => new() { Users = { page.Users.Select(ToMessage) }, TotalCount = page.TotalCount };

    private static Order ToMessage(OrderRecord order) => new()
    {
        Id = order.Id,
        UserId = order.UserId,
        Total = order.Total,
        Status = order.Status,
        Items = { order.Items.Select(item => new OrderItem { ProductId = item.ProductId, Name = item.Name, Price = item.Price, Quantity = item.Quantity }) },
        CreatedAt = Timestamp.FromDateTime(order.CreatedAt),
    };

    // Two orders of two items each: a page that somebody would look at.
    private static UserRecord Make(int number)
    {
        string id = IdOf(number);
        var day = new DateTime(2024, 1, 1, 12, 0, 0, DateTimeKind.Utc);
        List<OrderRecord> orders = [.. Enumerable.Range(1, 2).Select(order => new OrderRecord(
            $"order-{number * 10 + order}", id, 19.99 * order + number, "shipped",
            [new ItemRecord("p-1001", "Pencil, soft", 1.25, 10 + order), new ItemRecord("p-2002", "Notebook, squared", 7.49, order)], day.AddMinutes(number * order)))];
        return new UserRecord(id, $"Ada Lovelace {number}", $"ada.lovelace.{number}@example.com", UserState.Active, orders, day.AddDays(-number), day);
    }
}
