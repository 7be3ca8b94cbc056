using System;

namespace Peregrine.Schema;

/// <summary>
/// One message of descriptor.proto as a plain mutable object. Fields that this version does not know, and extensions (custom options
/// are extensions), are kept as the bytes they came in and are written after the known fields.
/// </summary>
public abstract class SchemaMessage
{
    private protected SchemaMessage()
    {
    }

    /// <summary>Extensions and unknown fields, encoded, in the order they came. Never null.</summary>
    public byte[] UnknownFields { get; set; } = [];

    /// <summary>Which declaration of the source the message came from, as its compiler counts them; −1 when it came from elsewhere.</summary>
    internal int SourceNode { get; set; } = -1;

    /// <summary>Encodes the message as the reference implementation does: known fields by number, then <see cref="UnknownFields"/>.</summary>
    public byte[] ToBytes()
    {
        var output = new WireOutput();
        WriteTo(output);
        return output.ToArray();
    }

    /// <summary>Merges encoded bytes into this message, as protobuf merging is defined.</summary>
    public void MergeFrom(byte[] bytes)
    {
        if (bytes is null)
            throw new ArgumentNullException(nameof(bytes));
        ReadFrom(new WireInput(bytes));
    }

    internal void WriteTo(WireOutput output)
    {
        output.WriteRaw(UnknownFields);
        WriteFields(output);
    }

    internal void ReadFrom(WireInput input)
    {
        while (input.ReadTag(out var tag))
        {
            if (!ReadField(input, tag))
                UnknownFields = input.AppendUnknownField(UnknownFields, tag);
        }
    }

    private protected static T Parse<T>(T message, byte[] bytes)
        where T : SchemaMessage
    {
        message.MergeFrom(bytes);
        return message;
    }

    private protected abstract bool ReadField(WireInput input, uint tag);

    private protected abstract void WriteFields(WireOutput output);
}
