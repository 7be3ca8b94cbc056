namespace Peregrine.Protobuf;

/// <summary>How binary messages are written. Immutable; make one and share it.</summary>
public sealed class SerializeOptions
{
    /// <summary>The options that are used when none are given.</summary>
    public static SerializeOptions Default { get; } = new();

    /// <summary>Sort map entries by key, so that equal messages give equal bytes in one build of the program. Default: false, the order of insertion.</summary>
    public bool Deterministic { get; init; }

    /// <summary>What to do with a text that has an unpaired surrogate, which UTF-8 cannot say. Default: reject.</summary>
    public InvalidUtf8 InvalidUtf8 { get; init; } = InvalidUtf8.Reject;
}
