using System.Diagnostics;

namespace Peregrine.Cli.Tests.Commands;

/// <summary>Programs of others that eng/install-peers.sh installs.</summary>
internal static class Peers
{
    public const string Buf = "protos/node_modules/.bin/buf";
    public const string TypeScriptPlugin = "protos/node_modules/.bin/protoc-gen-es";

    /// <summary>The path of a program; what is not absolute lies below artifacts/peers.</summary>
    public static string Find(string path)
    {
        if (Path.IsPathRooted(path))
            return path;
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "Peregrine.slnx")))
            folder = folder.Parent;
        return Path.Combine(folder?.FullName ?? "", "artifacts", "peers", path);
    }

    /// <summary>Runs a program in a folder; fails with what it wrote unless it ends with 0.</summary>
    public static async Task SucceedAsync(string program, string folder, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, arguments) { WorkingDirectory = folder, RedirectStandardError = true, RedirectStandardOutput = true };
        start.Environment["BUF_CACHE_DIR"] = Path.Combine(folder, ".cache");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var errors = await process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{program}: {errors}{await output}");
    }
}
