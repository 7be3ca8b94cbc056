using System.Data.Common;
using Peregrine.Protobuf.WellKnownTypes;
using Shop.Protos.Orders;

namespace Shop.Orders;

/// <summary>The orders in the database.</summary>
internal sealed class OrderStore(Database database)
{
    /// <summary>The tables, and the orders that the shop begins with.</summary>
    public static readonly string[] Schema =
    [
        "CREATE TABLE IF NOT EXISTS item (id integer PRIMARY KEY, name varchar(255) NOT NULL)",
        """
        CREATE TABLE IF NOT EXISTS orders (
            id integer PRIMARY KEY, user_id integer NOT NULL, order_date date NOT NULL, amount integer NOT NULL, item_id integer NOT NULL REFERENCES item (id))
        """,
        "CREATE INDEX IF NOT EXISTS orders_of_user ON orders (user_id)",
        "INSERT INTO item (id, name) VALUES (1, 'pencil'), (2, 'book'), (3, 'magic stick'), (4, 'ball') ON CONFLICT DO NOTHING",
        """
        INSERT INTO orders (id, user_id, order_date, amount, item_id)
        VALUES (1, 1, '2023-05-01', 10, 1), (2, 1, '2023-05-02', 25, 2), (3, 1, '2023-05-03', 12, 3), (4, 2, '2023-05-04', 15, 2) ON CONFLICT DO NOTHING
        """,
    ];

    /// <summary>The orders of the given users, by id.</summary>
    public Task<List<Order>> FindAsync(IReadOnlyList<int> userIds, CancellationToken cancellationToken)
    {
        string places = string.Join(", ", Enumerable.Range(0, userIds.Count).Select(i => $"@p{i}"));
        string sql = $"""
            SELECT o.id, o.user_id, i.id, i.name, o.order_date, o.amount
            FROM orders o JOIN item i ON i.id = o.item_id WHERE o.user_id IN ({places}) ORDER BY o.id
            """;
        return database.QueryAsync(sql, Read, cancellationToken, [.. userIds.Select(id => (object)id)]);
    }

    private static Order Read(DbDataReader row) => new()
    {
        Id = row.GetInt32(0),
        UserId = row.GetInt32(1),
        Item = new Item { Id = row.GetInt32(2), Name = row.GetString(3) },
        // A day has no time zone; what goes over the wire is its midnight in UTC, whatever this machine's zone is.
        OrderDate = Timestamp.FromDateTime(row.GetFieldValue<DateOnly>(4).ToDateTime(TimeOnly.MinValue, DateTimeKind.Utc)),
        Amount = row.GetInt32(5),
    };
}
