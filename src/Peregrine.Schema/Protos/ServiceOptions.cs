namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.ServiceOptions</c>.</summary>
public sealed class ServiceOptions : DescriptorOptions
{
    /// <summary>
    /// Is this service deprecated? Depending on the target platform, this can emit Deprecated annotations for the service, or it will be completely
    /// ignored; in the very least, this is a formalization for deprecating services.
    /// </summary>
    public bool? Deprecated { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static ServiceOptions Parse(byte[] bytes) => Parse(new ServiceOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new ServiceOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 274: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 264: Deprecated = input.ReadBool(); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(34, Features);
        output.WriteBool(33, Deprecated);
    }
}
