namespace Peregrine.Interop.Tests.Peers;

/// <summary>A theory that needs a peer: skipped with the reason where the peer is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(Peer peer) => Skip = PeerProbe.ReasonToSkip(peer);
}
