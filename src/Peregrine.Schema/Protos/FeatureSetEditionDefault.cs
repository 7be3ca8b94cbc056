namespace Peregrine.Schema;

/// <summary>A map from every known edition with a unique set of defaults to its defaults.</summary>
public sealed class FeatureSetEditionDefault : SchemaMessage
{
    /// <summary>The field <c>edition</c> of <c>google.protobuf.FeatureSetDefaults.FeatureSetEditionDefault</c>.</summary>
    public Edition? Edition { get; set; }

    /// <summary>Defaults of features that can be overridden in this edition.</summary>
    public FeatureSet? OverridableFeatures { get; set; }

    /// <summary>Defaults of features that can't be overridden in this edition.</summary>
    public FeatureSet? FixedFeatures { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FeatureSetEditionDefault Parse(byte[] bytes) => Parse(new FeatureSetEditionDefault(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 24: Edition = (Edition)input.ReadInt32(); return true;
            case 34: OverridableFeatures = input.ReadMessage(OverridableFeatures ?? new FeatureSet()); return true;
            case 42: FixedFeatures = input.ReadMessage(FixedFeatures ?? new FeatureSet()); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessage(5, FixedFeatures);
        output.WriteMessage(4, OverridableFeatures);
        output.WriteInt32(3, (int?)Edition);
    }
}
