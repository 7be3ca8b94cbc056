using Npgsql;

namespace Examples.Tests.Postgres;

public sealed class PostgresServerTests
{
    [PostgresFact]
    public async Task Each_test_has_an_empty_database_of_its_own()
    {
        PostgresServer server = await PostgresServer.SharedAsync();
        for (int i = 0; i < 2; i++)
        {
            await using var connection = new NpgsqlConnection(await server.CreateDatabaseAsync());
            await connection.OpenAsync();
            await using var create = new NpgsqlCommand("CREATE TABLE mine (id int); SELECT count(*) FROM mine", connection);
            Assert.Equal(0L, await create.ExecuteScalarAsync());
        }
    }
}
