using System.Data.Common;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Users.Store;

/// <summary>Where two databases say the same in different words.</summary>
internal abstract class Dialect
{
    /// <summary>The type of a key that the database assigns.</summary>
    public abstract string Key { get; }

    /// <summary>Ends a query whose row is about to be changed.</summary>
    public abstract string ForUpdate { get; }

    /// <summary>Said once, before the tables are made.</summary>
    public abstract string Prelude { get; }

    /// <summary>Whether a statement failed because a value that must be unique is not.</summary>
    public abstract bool IsDuplicate(DbException failure);

    /// <summary>The dialect of SQLite (3.35 and later, for RETURNING).</summary>
    public static Dialect Sqlite { get; } = new SqliteDialect();

    /// <summary>The dialect of PostgreSQL.</summary>
    public static Dialect Postgres { get; } = new PostgresDialect();

    private sealed class SqliteDialect : Dialect
    {
        public override string Key => "INTEGER PRIMARY KEY AUTOINCREMENT";

        // A transaction of this driver locks the whole database at its beginning.
        public override string ForUpdate => "";

        // Readers do not wait for the writer, and a commit does not wait for the disk to have it: a power cut may lose the last ones, never damage the file.
        public override string Prelude => "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;";

        // https://www.sqlite.org/rescode.html: SQLITE_CONSTRAINT_UNIQUE.
        public override bool IsDuplicate(DbException failure) => failure is SqliteException { SqliteExtendedErrorCode: 2067 };
    }

    private sealed class PostgresDialect : Dialect
    {
        public override string Key => "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY";

        public override string ForUpdate => " FOR UPDATE";

        public override string Prelude => "";

        public override bool IsDuplicate(DbException failure) => failure is PostgresException { SqlState: PostgresErrorCodes.UniqueViolation };
    }
}
