namespace Peregrine.Schema;

/// <summary>The message <c>google.protobuf.FieldOptions.EditionDefault</c>.</summary>
public sealed class EditionDefault : SchemaMessage
{
    /// <summary>The field <c>edition</c> of <c>google.protobuf.FieldOptions.EditionDefault</c>.</summary>
    public Edition? Edition { get; set; }

    /// <summary>The field <c>value</c> of <c>google.protobuf.FieldOptions.EditionDefault</c>.</summary>
    public string? Value { get; set; }

    /// <summary>Reads one message; throws <see cref="SchemaFormatException"/> when the bytes are no valid encoding.</summary>
    public static EditionDefault Parse(byte[] bytes) => Parse(new EditionDefault(), bytes);

    private protected override bool ReadField(WireInput input, uint tag)
    {
        switch (tag)
        {
            case 24: Edition = (Edition)input.ReadInt32(); return true;
            case 18: Value = input.ReadString(); return true;
            default: return false;
        }
    }

    // Backwards, because the output grows towards its front.
    private protected override void WriteFields(WireOutput output)
    {
        output.WriteInt32(3, (int?)Edition);
        output.WriteString(2, Value);
    }
}
