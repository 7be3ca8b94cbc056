namespace Peregrine.Interop.Tests.Peers;

/// <summary>A theory that needs peers: skipped with the reason where one is missing.</summary>
[AttributeUsage(AttributeTargets.Method)]
internal sealed class PeerTheoryAttribute : TheoryAttribute
{
    public PeerTheoryAttribute(params Peer[] peers) => Skip = peers.Select(PeerProbe.ReasonToSkip).FirstOrDefault(reason => reason is not null);
}
