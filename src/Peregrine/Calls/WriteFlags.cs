namespace Peregrine;

/// <summary>How one message is to be written.</summary>
[Flags]
public enum WriteFlags
{
    /// <summary>Nothing special.</summary>
    None = 0,

    /// <summary>More messages follow soon: the transport may wait for them before it sends. A hint.</summary>
    BufferHint = 1,

    /// <summary>This message is not compressed although the call has a compression.</summary>
    NoCompress = 2,
}
