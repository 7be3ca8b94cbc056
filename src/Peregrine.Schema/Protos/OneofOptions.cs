namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.OneofOptions</c>.</summary>
public sealed class OneofOptions : DescriptorOptions
{
    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static OneofOptions Parse(byte[] bytes) => Parse(new OneofOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new OneofOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(1, Features);
    }
}
