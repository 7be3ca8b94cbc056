namespace Peregrine;

/// <summary>How messages of a call are to be written.</summary>
public sealed class WriteOptions
{
    /// <summary>Nothing special.</summary>
    public static readonly WriteOptions Default = new();

    /// <summary>Creates options with these flags.</summary>
    public WriteOptions(WriteFlags flags = WriteFlags.None) => Flags = flags;

    /// <summary>The flags.</summary>
    public WriteFlags Flags { get; }
}
