namespace Peregrine.InProcess;

/// <summary>What opened a call, for a server in the same process.</summary>
internal sealed class InProcessCallHead(string path, string authority, CallPeer peer, Metadata? headers) : ServerCallHead
{
    public override string Path => path;

    public override string Authority => authority;

    public override CallPeer Peer => peer;

    public override Metadata Headers => headers ?? Metadata.Empty;
}
