using System.Globalization;
using Users.Server.Security;

namespace Users.Server;

/// <summary>What the command line says.</summary>
public sealed class UsersServerOptions
{
    /// <summary>The lines of <c>--help</c>.</summary>
    public const string Usage = """
        users server [options]                       serves
        users token --name NAME --role ROLE [...]    prints a token for somebody (roles: reader, editor, admin)

          --port N           listen on another port than 50051; 0 takes any free one
          --all-interfaces   listen on all addresses of this machine, not only on those of itself
          --database D       an SQLite file, ":memory:", or a PostgreSQL connection string (Host=...;...); default users.db
          --demo-users N     put N users into an empty database; default 25
          --tls              TLS, with a certificate for localhost of an authority of its own
          --mtls             TLS, and clients must show a certificate, too
          --auth             every call needs a token, and the token the role
          --secrets FOLDER   where certificates and keys are kept
          --concurrency N    handle at most N calls at a time; others wait
          --debug            log each message, too
        """;

    /// <summary>The TCP port.</summary>
    public int Port { get; init; } = 50051;

    /// <summary>Whether to listen on all addresses.</summary>
    public bool AllInterfaces { get; init; }

    /// <summary>The database.</summary>
    public string Database { get; init; } = "users.db";

    /// <summary>How many users an empty database gets.</summary>
    public int DemoUsers { get; init; } = 25;

    /// <summary>Whether to use TLS.</summary>
    public bool Tls { get; init; }

    /// <summary>Whether clients must show a certificate.</summary>
    public bool MutualTls { get; init; }

    /// <summary>Whether calls need tokens.</summary>
    public bool Auth { get; init; }

    /// <summary>Where certificates and keys are kept.</summary>
    public string Secrets { get; init; } = DevelopmentSecrets.DefaultFolder;

    /// <summary>How many calls are handled at a time; null for any number.</summary>
    public int? Concurrency { get; init; }

    /// <summary>Whether each message is logged.</summary>
    public bool Debug { get; init; }

    /// <summary>The command; "server" unless there is another.</summary>
    public string Command { get; init; } = "server";

    /// <summary>Of a token: whose.</summary>
    public string Name { get; init; } = "somebody";

    /// <summary>Of a token: as what.</summary>
    public IReadOnlyList<string> Roles { get; init; } = [];

    /// <summary>Reads a command line.</summary>
    /// <exception cref="FormatException">It cannot be understood.</exception>
    public static UsersServerOptions Parse(string[] args)
    {
        var values = new Dictionary<string, string>();
        var roles = new List<string>();
        string command = "server";
        for (int i = 0; i < args.Length; i++)
        {
            switch (args[i])
            {
                case "server" or "token" when i == 0:
                    command = args[i];
                    break;
                case "--all-interfaces" or "--tls" or "--mtls" or "--auth" or "--debug" or "--help":
                    values[args[i]] = "";
                    break;
                case "--port" or "--database" or "--demo-users" or "--secrets" or "--concurrency" or "--name" or "--role" when i + 1 < args.Length:
                    if (args[i] == "--role")
                        roles.Add(args[i + 1]);
                    values[args[i]] = args[++i];
                    break;
                default:
                    throw new FormatException($"'{args[i]}' is not understood; --help tells what is");
            }
        }
        return new UsersServerOptions
        {
            Command = values.ContainsKey("--help") ? "help" : command,
            Port = Number("--port") ?? 50051,
            AllInterfaces = values.ContainsKey("--all-interfaces"),
            Database = values.GetValueOrDefault("--database", "users.db"),
            DemoUsers = Number("--demo-users") ?? 25,
            Tls = values.ContainsKey("--tls") || values.ContainsKey("--mtls"),
            MutualTls = values.ContainsKey("--mtls"),
            Auth = values.ContainsKey("--auth"),
            Secrets = values.GetValueOrDefault("--secrets", DevelopmentSecrets.DefaultFolder),
            Concurrency = Number("--concurrency"),
            Debug = values.ContainsKey("--debug"),
            Name = values.GetValueOrDefault("--name", "somebody"),
            Roles = roles,
        };

        int? Number(string name) => !values.TryGetValue(name, out string? value) ? null
            : int.TryParse(value, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
            : throw new FormatException($"{name} wants a number, not '{value}'");
    }
}
