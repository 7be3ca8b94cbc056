namespace Peregrine.Protobuf.Reflection;

/// <summary>What merging by a field mask does to fields that both messages have.</summary>
public sealed class FieldMaskMergeOptions
{
    /// <summary>Everything is replaced: after the merge the masked fields are those of the source, set or not.</summary>
    public static FieldMaskMergeOptions Replace { get; } = new() { ReplaceMessageFields = true, ReplaceRepeatedFields = true, ReplaceScalarFields = true };

    /// <summary>Whether a message of the source replaces the target's. Default: it is merged into it.</summary>
    public bool ReplaceMessageFields { get; init; }

    /// <summary>Whether lists and maps of the source replace the target's. Default: they are added to them.</summary>
    public bool ReplaceRepeatedFields { get; init; }

    /// <summary>Whether a scalar that the source does not have clears the target's. Default: it leaves it.</summary>
    public bool ReplaceScalarFields { get; init; }
}
