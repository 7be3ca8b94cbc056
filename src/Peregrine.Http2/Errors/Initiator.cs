namespace Peregrine.Http2;

/// <summary>Who brought an ending about.</summary>
public enum Initiator : byte
{
    /// <summary>This side's application or this side's limits.</summary>
    Local,
    /// <summary>The peer said so in a frame.</summary>
    Peer,
    /// <summary>The connection ended underneath.</summary>
    Transport,
}
