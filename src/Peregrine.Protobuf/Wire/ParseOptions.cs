namespace Peregrine.Protobuf;

/// <summary>How binary messages are read. Immutable; make one and share it.</summary>
public sealed class ParseOptions
{
    /// <summary>The options that parsers use when they are given none.</summary>
    public static ParseOptions Default { get; } = new();

    /// <summary>How deep messages and groups may nest. Default 100, as in every other implementation: deeper input is made to exhaust the stack.</summary>
    public int RecursionLimit { get; init; } = 100;

    /// <summary>How many bytes a message may have. Default: 2 GiB − 1, the most that the format allows.</summary>
    public int MaxMessageBytes { get; init; } = int.MaxValue;

    /// <summary>What to do with text that is not UTF-8 where the schema demands that it is. Default: reject.</summary>
    public InvalidUtf8 InvalidUtf8 { get; init; } = InvalidUtf8.Reject;

    /// <summary>The extensions to recognise while reading. Others stay among the unknown fields and are read when they are first asked for. Default: none.</summary>
    public ExtensionRegistry? Extensions { get; init; }
}
