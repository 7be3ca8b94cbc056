namespace Peregrine.Interop.Tests.Peers;

/// <summary>A test that needs a peer: skipped with the reason where the peer is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerFactAttribute : FactAttribute
{
    public PeerFactAttribute(Peer peer) => Skip = PeerProbe.ReasonToSkip(peer);
}
