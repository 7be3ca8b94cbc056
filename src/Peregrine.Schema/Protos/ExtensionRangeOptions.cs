using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.ExtensionRangeOptions</c>.</summary>
public sealed class ExtensionRangeOptions : DescriptorOptions
{
    private List<ExtensionDeclaration>? _declaration;

    /// <summary>For external users: DO NOT USE.</summary>
    public List<ExtensionDeclaration> Declaration => _declaration ??= [];

    /// <summary>The verification state of the range.</summary>
    public VerificationState? Verification { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static ExtensionRangeOptions Parse(byte[] bytes) => Parse(new ExtensionRangeOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new ExtensionRangeOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            case 18: Declaration.Add(input.ReadMessage(new ExtensionDeclaration())); return true;
            case 402: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 24: Verification = (VerificationState)input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(50, Features);
        output.WriteInt32(3, (int?)Verification);
        output.WriteMessages(2, _declaration);
    }
}
