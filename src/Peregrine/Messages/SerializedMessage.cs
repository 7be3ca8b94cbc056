namespace Peregrine;

/// <summary>Where a message lies in the buffer it was serialized into.</summary>
/// <param name="Start">Its first byte; at least the headroom that was asked for.</param>
/// <param name="Length">Its length in bytes.</param>
public readonly record struct SerializedMessage(int Start, int Length);
