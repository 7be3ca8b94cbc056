namespace Peregrine.Http2;

/// <summary>How far the end of a connection by GOAWAY has got (RFC 9113 §6.8), in both directions. Guarded by the connection's gate.</summary>
internal sealed class DrainProgress
{
    /// <summary>The last id of a GOAWAY that only warns.</summary>
    public const int AnyStream = int.MaxValue;

    /// <summary>Whether we sent any GOAWAY.</summary>
    public bool Announced { get; private set; }

    /// <summary>Whether we sent the one that names the last stream we act on.</summary>
    public bool IsFinal { get; private set; }

    /// <summary>The last of the peer's streams that we act on.</summary>
    public int LastAccepted { get; private set; } = AnyStream;

    /// <summary>Whether the peer sent GOAWAY.</summary>
    public bool PeerAnnounced { get; private set; }

    /// <summary>The last of our streams that the peer acts on.</summary>
    public int PeerLast { get; private set; } = AnyStream;

    /// <summary>Whether we may open streams.</summary>
    public bool MayOpen => !Announced && !PeerAnnounced;

    /// <summary>Whether the connection ends when its last stream does.</summary>
    public bool EndsWhenIdle => IsFinal || PeerAnnounced;

    /// <summary>We sent the warning.</summary>
    public void Announce() => Announced = true;

    /// <summary>We sent the final one.</summary>
    public void Finish(int lastAccepted)
    {
        Announced = true;
        IsFinal = true;
        LastAccepted = lastAccepted;
    }

    /// <summary>The peer sent one. False: it names a later stream than its last one did.</summary>
    public bool TryReceive(int lastStreamId)
    {
        if (lastStreamId > PeerLast)
        {
            return false;
        }
        PeerAnnounced = true;
        PeerLast = lastStreamId;
        return true;
    }
}
