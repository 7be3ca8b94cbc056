using System.Diagnostics;
using System.Globalization;

namespace Examples.Tests.Postgres;

/// <summary>The programs of a PostgreSQL server, as this machine has them, and how to run them: as root, the server refuses to.</summary>
internal static class PostgresPrograms
{
    // Debian keeps the programs of each version apart and out of the path.
    private const string Debian = "/usr/lib/postgresql";

    private static readonly string? s_folder = Find();

    /// <summary>Why tests with PostgreSQL cannot run here; null when they can, and where they must: then a missing server fails them.</summary>
    public static string? ReasonToSkip { get; } =
        s_folder is not null || Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") == "1" ? null : "there is no PostgreSQL server: run eng/install-peers.sh";

    /// <summary>Whether programs have to be run as another user, because this one is root.</summary>
    public static bool MustChangeUser => Environment.IsPrivilegedProcess;

    /// <summary>The user that the server's files must belong to when <see cref="MustChangeUser"/>.</summary>
    public static string User => "postgres";

    /// <summary>Runs a program of the server to its end.</summary>
    public static async Task RunAsync(string program, params string[] arguments)
    {
        string path = PathOf(program);
        var start = MustChangeUser
            ? new ProcessStartInfo("runuser", ["-u", User, "--", path, .. arguments])
            : new ProcessStartInfo(path, arguments);
        start.WorkingDirectory = "/";
        // Not redirected: the server, started by pg_ctl, would inherit the pipes and hold them open. It logs into a file.
        using Process process = Process.Start(start)!;
        await process.WaitForExitAsync().WaitAsync(Programs.ExampleProcess.Limit);
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}");
    }

    /// <summary>
    /// Has the server below a folder stopped, and the folder deleted, when this process is gone. A process of its own waits for that: a test host is killed
    /// rather than ended, and what it would do at its end is not done.
    /// </summary>
    public static void StopWithThisProcess(string folder)
    {
        string change = MustChangeUser ? $"runuser -u {User} -- " : "";
        string script = $"""
            exec >/dev/null 2>&1 </dev/null
            while kill -0 {Environment.ProcessId}; do sleep 0.2; done
            {change}"$1" stop --mode immediate --pgdata "$2/data"
            rm -rf "$2"
            """;
        using Process? _ = Process.Start(new ProcessStartInfo("setsid", ["sh", "-c", script, "sh", PathOf("pg_ctl"), folder]) { WorkingDirectory = "/" });
    }

    private static string PathOf(string program) =>
        Path.Combine(s_folder ?? throw new InvalidOperationException("there is no PostgreSQL server: run eng/install-peers.sh"), program);

    private static string? Find()
    {
        IEnumerable<string> versions = Directory.Exists(Debian)
            ? Directory.EnumerateDirectories(Debian).OrderByDescending(folder => double.Parse(Path.GetFileName(folder), CultureInfo.InvariantCulture)).Select(folder => Path.Combine(folder, "bin"))
            : [];
        return versions.Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator))
            .FirstOrDefault(folder => File.Exists(Path.Combine(folder, "initdb")) && File.Exists(Path.Combine(folder, "pg_ctl")));
    }
}
