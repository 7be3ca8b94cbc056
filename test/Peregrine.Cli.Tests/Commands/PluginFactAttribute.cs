namespace Peregrine.Cli.Tests.Commands;

/// <summary>A test that runs another language's plugin or another compiler; skipped where it is not installed.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PluginFactAttribute : FactAttribute
{
    /// <param name="path">The program: a path, or what is below eng/install-peers.sh's folder.</param>
    public PluginFactAttribute(string path)
    {
        if (!File.Exists(Peers.Find(path)) && Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") != "1")
            Skip = $"{path} is not installed (eng/install-peers.sh installs it)";
    }
}
