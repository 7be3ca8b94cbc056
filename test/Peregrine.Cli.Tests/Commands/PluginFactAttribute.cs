namespace Peregrine.Cli.Tests.Commands;

/// <summary>A test that runs another language's plugin; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PluginFactAttribute : FactAttribute
{
    public PluginFactAttribute(string path)
    {
        if (!File.Exists(path) && Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") != "1")
            Skip = $"{path} is not installed (eng/install-peers.sh installs the plugins that Debian has)";
    }
}
