using Examples.Tests.Programs;

namespace Examples.Tests.Shop;

/// <summary>A test that needs what eng/install-peers.sh puts below artifacts/peers: skipped with the reason where it is missing, except where peers are required.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class ShopPeerFactAttribute : FactAttribute
{
    public ShopPeerFactAttribute(string path)
    {
        if (!Path.Exists(Path.Combine(Repository.Peers, path)) && Environment.GetEnvironmentVariable("PEREGRINE_REQUIRE_PEERS") != "1")
            Skip = $"artifacts/peers/{path} is not there: run eng/install-peers.sh";
    }
}
