using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.FieldOptions</c>.</summary>
public sealed class FieldOptions : DescriptorOptions
{
    private List<OptionTargetType>? _targets;
    private List<EditionDefault>? _editionDefaults;

    /// <summary>NOTE: ctype is deprecated.</summary>
    public CType? Ctype { get; set; }

    /// <summary>The packed option can be enabled for repeated primitive fields to enable a more efficient representation on the wire.</summary>
    public bool? Packed { get; set; }

    /// <summary>The jstype option determines the JavaScript type used for values of the field.</summary>
    public JSType? Jstype { get; set; }

    /// <summary>Should this field be parsed lazily?  Lazy applies only to message-type fields.</summary>
    public bool? Lazy { get; set; }

    /// <summary>unverified_lazy does no correctness checks on the byte stream.</summary>
    public bool? UnverifiedLazy { get; set; }

    /// <summary>
    /// Is this field deprecated? Depending on the target platform, this can emit Deprecated annotations for accessors, or it will be completely
    /// ignored; in the very least, this is a formalization for deprecating fields.
    /// </summary>
    public bool? Deprecated { get; set; }

    /// <summary>DEPRECATED. DO NOT USE!</summary>
    public bool? Weak { get; set; }

    /// <summary>Indicate that the field value should not be printed out when using debug formats, e.g.</summary>
    public bool? DebugRedact { get; set; }

    /// <summary>The field <c>retention</c> of <c>google.protobuf.FieldOptions</c>.</summary>
    public OptionRetention? Retention { get; set; }

    /// <summary>The field <c>targets</c> of <c>google.protobuf.FieldOptions</c>.</summary>
    public List<OptionTargetType> Targets => _targets ??= [];

    /// <summary>The field <c>edition_defaults</c> of <c>google.protobuf.FieldOptions</c>.</summary>
    public List<EditionDefault> EditionDefaults => _editionDefaults ??= [];

    /// <summary>The field <c>feature_support</c> of <c>google.protobuf.FieldOptions</c>.</summary>
    public FeatureSupport? FeatureSupport { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static FieldOptions Parse(byte[] bytes) => Parse(new FieldOptions(), bytes);

    internal override DescriptorOptions CreateEmpty() => new FieldOptions();

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 8: Ctype = (CType)input.ReadInt32(); return true;
            case 16: Packed = input.ReadBool(); return true;
            case 48: Jstype = (JSType)input.ReadInt32(); return true;
            case 40: Lazy = input.ReadBool(); return true;
            case 120: UnverifiedLazy = input.ReadBool(); return true;
            case 24: Deprecated = input.ReadBool(); return true;
            case 80: Weak = input.ReadBool(); return true;
            case 128: DebugRedact = input.ReadBool(); return true;
            case 136: Retention = (OptionRetention)input.ReadInt32(); return true;
            case 152: Targets.Add((OptionTargetType)input.ReadInt32()); return true;
            case 154: input.ReadPackedInt32(value => Targets.Add((OptionTargetType)value)); return true;
            case 162: EditionDefaults.Add(input.ReadMessage(new EditionDefault())); return true;
            case 170: Features = input.ReadMessage(Features ?? new FeatureSet()); return true;
            case 178: FeatureSupport = input.ReadMessage(FeatureSupport ?? new FeatureSupport()); return true;
            case 7994: AddUninterpretedOption(input.ReadMessage(new UninterpretedOption())); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteMessages(999, UninterpretedOptions);
        output.WriteMessage(22, FeatureSupport);
        output.WriteMessage(21, Features);
        output.WriteMessages(20, _editionDefaults);
        output.WriteEnums(19, _targets, static value => (int)value);
        output.WriteInt32(17, (int?)Retention);
        output.WriteBool(16, DebugRedact);
        output.WriteBool(15, UnverifiedLazy);
        output.WriteBool(10, Weak);
        output.WriteInt32(6, (int?)Jstype);
        output.WriteBool(5, Lazy);
        output.WriteBool(3, Deprecated);
        output.WriteBool(2, Packed);
        output.WriteInt32(1, (int?)Ctype);
    }
}
