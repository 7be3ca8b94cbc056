namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.MethodOptions</c>.</summary>
public sealed class MethodOptions : DescriptorOptions
{
    /// <summary>
    /// Is this method deprecated? Depending on the target platform, this can emit Deprecated annotations for the method, or it will be completely
    /// ignored; in the very least, this is a formalization for deprecating methods.
    /// </summary>
    public bool? Deprecated { get; set; }

    /// <summary>The field <c>idempotency_level</c> of <c>google.protobuf.MethodOptions</c>.</summary>
    public IdempotencyLevel? IdempotencyLevel { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static MethodOptions Parse(byte[] bytes) => Parse(new MethodOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new MethodOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 264: Deprecated = input.ReadBool(); return true;
            case 272: IdempotencyLevel = (IdempotencyLevel)input.ReadInt32(); return true;
            case 282: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(35, Features);
        output.WriteInt32(34, (int?)IdempotencyLevel);
        output.WriteBool(33, Deprecated);
    }
}
