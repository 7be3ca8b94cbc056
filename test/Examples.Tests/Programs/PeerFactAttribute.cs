namespace Examples.Tests.Programs;

/// <summary>A test that needs something that eng/install-peers.sh makes: skipped with the reason where it is missing, except where peers are required.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerFactAttribute : FactAttribute
{
    /// <param name="path">What it needs, below artifacts/peers.</param>
    public PeerFactAttribute(string path)
    {
        if (!Path.Exists(Path.Combine(Repository.Peers, path)) && Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") != "1")
            Skip = $"artifacts/peers/{path} is not there: run eng/install-peers.sh";
    }
}
