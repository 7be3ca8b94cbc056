using System.Data.Common;
using Chat.V1;
using Peregrine.Protobuf.WellKnownTypes;

namespace Chat.Server.Logs;

/// <summary>The tables and statements of <see cref="PostgresChatLog"/>.</summary>
internal static class PostgresSchema
{
    /// <summary>The columns that <see cref="ReadEvent"/> takes.</summary>
    public const string Columns = "id, room, kind, member_id, member_name, number, body, at";

    /// <summary>Held to the end of the transaction by whoever writes: ids are given in the order of commits.</summary>
    public const string Lock = "SELECT pg_advisory_xact_lock(7235)";

    /// <summary>Makes what is not there. A notification holds at most 8,000 bytes: a longer event is told by its id, and the servers read its row.</summary>
    public const string Create = """
        BEGIN;
        SELECT pg_advisory_xact_lock(7235);
        CREATE TABLE IF NOT EXISTS chat_event (
            id bigserial PRIMARY KEY, room text NOT NULL, kind text NOT NULL, member_id text NOT NULL, member_name text NOT NULL,
            number bigint, body text NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
        CREATE UNIQUE INDEX IF NOT EXISTS chat_event_once ON chat_event (room, member_id, number);
        CREATE INDEX IF NOT EXISTS chat_event_of_room ON chat_event (room, id) WHERE kind = 'said';
        CREATE TABLE IF NOT EXISTS chat_member (
            room text NOT NULL, member_id text NOT NULL, member_name text NOT NULL, connection text NOT NULL, server text NOT NULL, since bigint NOT NULL,
            PRIMARY KEY (room, member_id));
        CREATE TABLE IF NOT EXISTS chat_server (server text PRIMARY KEY, seen timestamptz NOT NULL);
        CREATE OR REPLACE FUNCTION chat_tell() RETURNS trigger LANGUAGE plpgsql AS $$
            DECLARE event text := row_to_json(NEW)::text;
            BEGIN
                PERFORM pg_notify('chat_event', CASE WHEN octet_length(event) < 8000 THEN event ELSE json_build_object('id', NEW.id)::text END);
                RETURN NULL;
            END $$;
        CREATE OR REPLACE TRIGGER chat_tell AFTER INSERT ON chat_event FOR EACH ROW EXECUTE FUNCTION chat_tell();
        COMMIT;
        """;

    /// <summary>Room, member, name, connection, server. Gives the event's id.</summary>
    public const string Enter = """
        WITH entered AS (INSERT INTO chat_event (room, kind, member_id, member_name, body) VALUES ($1, 'entered', $2, $3, '') RETURNING id)
        INSERT INTO chat_member (room, member_id, member_name, connection, server, since) SELECT $1, $2, $3, $4, $5, id FROM entered
        ON CONFLICT (room, member_id) DO UPDATE SET member_name = $3, connection = $4, server = $5, since = EXCLUDED.since
        RETURNING since
        """;

    /// <summary>Room, member, connection, reason.</summary>
    public const string Leave = """
        WITH gone AS (DELETE FROM chat_member WHERE room = $1 AND member_id = $2 AND connection = $3 RETURNING member_name)
        INSERT INTO chat_event (room, kind, member_id, member_name, body) SELECT $1, 'left', $2, member_name, $4 FROM gone RETURNING id
        """;

    /// <summary>Room, member, name, number, text.</summary>
    public const string Say = """
        INSERT INTO chat_event (room, kind, member_id, member_name, number, body) VALUES ($1, 'said', $2, $3, $4, $5)
        ON CONFLICT (room, member_id, number) DO NOTHING RETURNING id
        """;

    /// <summary>Room, event.</summary>
    public const string ReadMembers = "SELECT member_id, member_name FROM chat_member WHERE room = $1 AND since <= $2 ORDER BY since";

    /// <summary>Room, member.</summary>
    public const string ReadLastNumber = "SELECT coalesce(max(number), 0) FROM chat_event WHERE room = $1 AND member_id = $2";

    /// <summary>Room, before, after, limit. Newest first.</summary>
    public const string ReadMessages =
        $"SELECT {Columns} FROM chat_event WHERE room = $1 AND kind = 'said' AND id < $2 AND id > $3 ORDER BY id DESC LIMIT $4";

    /// <summary>Server. True when the others know it, or when it is new.</summary>
    public const string Beat = """
        INSERT INTO chat_server (server, seen) VALUES ($1, now()) ON CONFLICT (server) DO UPDATE SET seen = now() RETURNING xmax <> 0
        """;

    /// <summary>How long a server may be silent.</summary>
    public const string Bury = """
        WITH dead AS (DELETE FROM chat_server WHERE seen < now() - $1 RETURNING server),
        gone AS (DELETE FROM chat_member WHERE server IN (SELECT server FROM dead) RETURNING room, member_id, member_name)
        INSERT INTO chat_event (room, kind, member_id, member_name, body) SELECT room, 'left', member_id, member_name, 'server lost' FROM gone
        """;

    /// <summary>A row as an event.</summary>
    public static Event ReadEvent(DbDataReader row) => Event(
        row.GetInt64(0), row.GetString(1), row.GetString(2), new Member { Id = row.GetString(3), Name = row.GetString(4) },
        row.IsDBNull(5) ? 0 : row.GetInt64(5), row.GetString(6), new DateTimeOffset(row.GetDateTime(7)));

    /// <summary>The event that a row is.</summary>
    public static Event Event(long id, string room, string kind, Member member, long number, string body, DateTimeOffset at)
    {
        var what = new Event { Id = id, Room = room, Member = member, Number = number, Time = Timestamp.FromDateTimeOffset(at) };
        switch (kind)
        {
            case "entered":
                what.Entered = new Entered();
                break;
            case "left":
                what.Left = new Left { Reason = body };
                break;
            default:
                what.Text = body;
                break;
        }
        return what;
    }
}
