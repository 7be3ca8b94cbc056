using System.Globalization;
using Peregrine.Protobuf.WellKnownTypes;
using Users.Store;
using Users.V1;

namespace Users.Server.Services;

/// <summary>Users of the store as messages.</summary>
internal static class UserMessages
{
    /// <summary>As the shop's contract has it.</summary>
    public static User ToUser(this Account account) => new()
    {
        Id = account.Id.ToString(CultureInfo.InvariantCulture),
        Name = account.Name,
        Email = account.Email,
        Status = (UserStatus)account.Status,
        Orders = { account.Purchases.Select(ToOrder) },
        CreatedAt = Timestamp.FromDateTimeOffset(account.CreatedAt),
        UpdatedAt = Timestamp.FromDateTimeOffset(account.UpdatedAt),
    };

    /// <summary>As the community's contract has it.</summary>
    public static Community.User ToMember(this Account account) => new() { Id = checked((int)account.Id), Name = account.Name, Email = account.Email };

    private static Order ToOrder(Purchase purchase) => new()
    {
        Id = purchase.Id.ToString(CultureInfo.InvariantCulture),
        UserId = purchase.AccountId.ToString(CultureInfo.InvariantCulture),
        Total = purchase.Total,
        Status = purchase.Status,
        Items = { purchase.Items.Select(item => new OrderItem { ProductId = item.ProductId, Name = item.Name, Price = item.Price, Quantity = item.Quantity }) },
        CreatedAt = Timestamp.FromDateTimeOffset(purchase.CreatedAt),
    };
}
