using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Describes an enum type.</summary>
public sealed class EnumDescriptorProto : SchemaMessage
{
    private List<EnumValueDescriptorProto>? _value;
    private List<EnumReservedRangeProto>? _reservedRange;
    private List<string>? _reservedName;

    /// <summary>The field <c>name</c> of <c>google.protobuf.EnumDescriptorProto</c>.</summary>
    public string? Name { get; set; }

    /// <summary>The field <c>value</c> of <c>google.protobuf.EnumDescriptorProto</c>.</summary>
    public List<EnumValueDescriptorProto> Value => _value ??= [];

    /// <summary>The field <c>options</c> of <c>google.protobuf.EnumDescriptorProto</c>.</summary>
    public EnumOptions? Options { get; set; }

    /// <summary>Range of reserved numeric values.</summary>
    public List<EnumReservedRangeProto> ReservedRange => _reservedRange ??= [];

    /// <summary>Reserved enum value names, which may not be reused.</summary>
    public List<string> ReservedName => _reservedName ??= [];

    /// <summary>Support for `export` and `local` keywords on enums.</summary>
    public SymbolVisibility? Visibility { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static EnumDescriptorProto Parse(byte[] bytes) => Parse(new EnumDescriptorProto(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 10: Name = input.ReadString(); return true;
            case 18: Value.Add(input.ReadMessage(new EnumValueDescriptorProto())); return true;
            case 26: Options = input.ReadMessage(Options ?? new EnumOptions()); return true;
            case 34: ReservedRange.Add(input.ReadMessage(new EnumReservedRangeProto())); return true;
            case 42: ReservedName.Add(input.ReadString()); return true;
            case 48: Visibility = (SymbolVisibility)input.ReadInt32(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteInt32(6, (int?)Visibility);
        output.WriteStrings(5, _reservedName);
        output.WriteMessages(4, _reservedRange);
        output.WriteMessage(3, Options);
        output.WriteMessages(2, _value);
        output.WriteString(1, Name);
    }
}
