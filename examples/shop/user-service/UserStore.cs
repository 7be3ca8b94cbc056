using System.Data.Common;
using Shop.Protos.Users;

namespace Shop.Users;

/// <summary>The users in the database.</summary>
internal sealed class UserStore(Database database)
{
    /// <summary>The table, and the users that the shop begins with.</summary>
    public static readonly string[] Schema =
    [
        "CREATE TABLE IF NOT EXISTS users (id integer PRIMARY KEY, firstName varchar(255) NOT NULL, lastName varchar(255) NOT NULL, email varchar(255) NOT NULL)",
        """
        INSERT INTO users (id, firstName, lastName, email)
        VALUES (1, 'Petar', 'Petrovic', 'petar.petrovic@gmail.com'), (2, 'Jovan', 'Jovanovic', 'jovan.jovanovic@gmail.com'), (3, 'Jovica', 'Jovic', 'jovica.jovic@gamil.com')
        ON CONFLICT DO NOTHING
        """,
    ];

    /// <summary>The user of an id, without orders; null when nobody has it.</summary>
    public async Task<User?> FindAsync(int id, CancellationToken cancellationToken) =>
        (await database.QueryAsync("SELECT id, firstName, lastName, email FROM users WHERE id = @p0", Read, cancellationToken, id)).SingleOrDefault();

    /// <summary>All users by id, without orders.</summary>
    public Task<List<User>> ListAsync(CancellationToken cancellationToken) =>
        database.QueryAsync("SELECT id, firstName, lastName, email FROM users ORDER BY id", Read, cancellationToken);

    private static User Read(DbDataReader row) =>
        new() { Id = row.GetInt32(0), FirstName = row.GetString(1), LastName = row.GetString(2), Email = row.GetString(3) };
}
