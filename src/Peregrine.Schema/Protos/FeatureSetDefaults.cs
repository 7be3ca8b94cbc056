using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A compiled specification for the defaults of a set of features.</summary>
public sealed class FeatureSetDefaults : SchemaMessage
{
    private List<FeatureSetEditionDefault>? _defaults;

    /// <summary>The field <c>defaults</c> of <c>google.protobuf.FeatureSetDefaults</c>.</summary>
    public List<FeatureSetEditionDefault> Defaults => _defaults ??= [];

    /// <summary>The minimum supported edition (inclusive) when this was constructed.</summary>
    public Edition? MinimumEdition { get; set; }

    /// <summary>The maximum known edition (inclusive) when this was constructed.</summary>
    public Edition? MaximumEdition { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FeatureSetDefaults Parse(byte[] bytes) => Parse(new FeatureSetDefaults(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Defaults.Add(input.ReadMessage(new FeatureSetEditionDefault())); return true;
            case 32: MinimumEdition = (Edition)input.ReadInt32(); return true;
            case 40: MaximumEdition = (Edition)input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteInt32(5, (int?)MaximumEdition);
        output.WriteInt32(4, (int?)MinimumEdition);
        output.WriteMessages(1, _defaults);
    }
}
