namespace Peregrine.Http2.Tests;

/// <summary>A fact that needs a program of the operating system, skipped with the reason where it is absent.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ToolFactAttribute : FactAttribute
{
    public ToolFactAttribute(string program, string package)
    {
        // Where CI installs the peers, a missing one is a failure.
        if (Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") == "1")
            return;
        if (!(Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, program))))
        {
            Skip = $"{program} (Debian: {package}) is not installed";
        }
    }
}
