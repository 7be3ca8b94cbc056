namespace Examples.Tests.Postgres;

/// <summary>A test that needs a PostgreSQL server: skipped with the reason where there is none, except where peers are required.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PostgresFactAttribute : FactAttribute
{
    public PostgresFactAttribute() => Skip = PostgresPrograms.ReasonToSkip;
}
