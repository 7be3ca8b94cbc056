using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>A message representing a option the parser does not recognize.</summary>
public sealed class UninterpretedOption : SchemaMessage
{
    private List<OptionNamePart>? _name;

    /// <summary>The field <c>name</c> of <c>google.protobuf.UninterpretedOption</c>.</summary>
    public List<OptionNamePart> Name => _name ??= [];

    /// <summary>The value of the uninterpreted option, in whatever type the tokenizer identified it as during parsing.</summary>
    public string? IdentifierValue { get; set; }

    /// <summary>The field <c>positive_int_value</c> of <c>google.protobuf.UninterpretedOption</c>.</summary>
    public ulong? PositiveIntValue { get; set; }

    /// <summary>The field <c>negative_int_value</c> of <c>google.protobuf.UninterpretedOption</c>.</summary>
    public long? NegativeIntValue { get; set; }

    /// <summary>The field <c>double_value</c> of <c>google.protobuf.UninterpretedOption</c>.</summary>
    public double? DoubleValue { get; set; }

    /// <summary>The field <c>string_value</c> of <c>google.protobuf.UninterpretedOption</c>.</summary>
    public byte[]? StringValue { get; set; }

    /// <summary>The field <c>aggregate_value</c> of <c>google.protobuf.UninterpretedOption</c>.</summary>
    public string? AggregateValue { get; set; }

    /// <summary>Where interpreting put the option, as a path from its options message; null until then.</summary>
    internal int[]? InterpretedPath { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static UninterpretedOption Parse(byte[] bytes) => Parse(new UninterpretedOption(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 18: Name.Add(input.ReadMessage(new OptionNamePart())); return true;
            case 26: IdentifierValue = input.ReadString(); return true;
            case 32: PositiveIntValue = input.ReadUInt64(); return true;
            case 40: NegativeIntValue = input.ReadInt64(); return true;
            case 49: DoubleValue = input.ReadDouble(); return true;
            case 58: StringValue = input.ReadBytes(); return true;
            case 66: AggregateValue = input.ReadString(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteString(8, AggregateValue);
        output.WriteBytes(7, StringValue);
        output.WriteDouble(6, DoubleValue);
        output.WriteInt64(5, NegativeIntValue);
        output.WriteUInt64(4, PositiveIntValue);
        output.WriteString(3, IdentifierValue);
        output.WriteMessages(2, _name);
    }
}
