using Peregrine.Schema;

namespace Peregrine.Protobuf.Extensions;

/// <summary>Reads and writes fields by their descriptors, for those that have no generated code: extensions and dynamic messages.</summary>
internal static class FieldValueCodec
{
    /// <summary>Whether a value of this wire type can be read into the field; numbers also packed when repeated.</summary>
    public static bool Accepts(FieldDescriptor field, WireType wireType) =>
        wireType == WireTypeOf(field.Kind) || (wireType == WireType.LengthDelimited && field.IsRepeated && IsPackable(field.Kind));

    public static WireType WireTypeOf(FieldKind kind) => kind switch
    {
        FieldKind.Double or FieldKind.Fixed64 or FieldKind.SFixed64 => WireType.Fixed64,
        FieldKind.Float or FieldKind.Fixed32 or FieldKind.SFixed32 => WireType.Fixed32,
        FieldKind.String or FieldKind.Bytes or FieldKind.Message => WireType.LengthDelimited,
        FieldKind.Group => WireType.StartGroup,
        _ => WireType.Varint,
    };

    public static bool IsPackable(FieldKind kind) =>
        kind is not (FieldKind.String or FieldKind.Bytes or FieldKind.Message or FieldKind.Group);

    public static uint TagOf(FieldDescriptor field) => ((uint)field.Number << 3) | (uint)WireTypeOf(field.Kind);

    /// <summary>Reads one value; a message is read into <paramref name="message"/>. False for a number that a closed enum does not know.</summary>
    public static bool TryRead(ref WireReader reader, FieldDescriptor field, IMessage? message, out FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.Message:
                reader.ReadMessage(message!);
                value = FieldValue.FromMessage(message);
                return true;
            case FieldKind.Group:
                reader.ReadGroup(message!, field.Number);
                value = FieldValue.FromMessage(message);
                return true;
            case FieldKind.Enum:
                value = FieldValue.FromEnum(reader.ReadInt32());
                return field.EnumType is not { IsClosed: true } closed || closed.FindValueByNumber(value.AsEnum()) is not null;
            default:
                value = ReadScalar(ref reader, field);
                return true;
        }
    }

    /// <summary>Reads one element, or packed ones, of a repeated field. What a closed enum does not know goes among the unknown fields.</summary>
    public static void ReadElements(
        ref WireReader reader, uint tag, FieldDescriptor field, Func<IMessage> createMessage, IRepeatedField target, ref UnknownFieldSet? unknownFields)
    {
        if ((WireType)(tag & 7) != WireType.LengthDelimited || !IsPackable(field.Kind))
        {
            ReadElement(ref reader, field, createMessage, target, ref unknownFields);
            return;
        }

        int outer = reader.EnterPacked();
        while (!reader.IsAtEnd)
            ReadElement(ref reader, field, createMessage, target, ref unknownFields);
        reader.LeavePacked(outer);
    }

    /// <summary>Writes a field: all elements of a repeated one.</summary>
    public static void WriteField(ref WireWriter writer, FieldDescriptor field, in FieldValue value)
    {
        if (value.Kind != FieldValueKind.Repeated)
        {
            Write(ref writer, field, TagOf(field), value);
            return;
        }

        IRepeatedField elements = value.AsRepeated();
        if (elements.Count == 0)
            return;
        if (!field.IsPacked)
        {
            for (int i = elements.Count - 1; i >= 0; i--)
                Write(ref writer, field, TagOf(field), elements.GetAt(i));
            return;
        }

        int end = writer.Written;
        for (int i = elements.Count - 1; i >= 0; i--)
            WriteUntagged(ref writer, field, elements.GetAt(i));
        writer.WriteLength(((uint)field.Number << 3) | (uint)WireType.LengthDelimited, end);
    }

    /// <summary>Writes one value with its tag.</summary>
    public static void Write(ref WireWriter writer, FieldDescriptor field, uint tag, in FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.String:
                writer.WriteString(tag, value.AsString());
                break;
            case FieldKind.Bytes:
                writer.WriteBytes(tag, value.AsBytes());
                break;
            case FieldKind.Message:
                writer.WriteMessage(tag, value.AsMessage()!);
                break;
            case FieldKind.Group:
                writer.WriteGroup(field.Number, value.AsMessage()!);
                break;
            default:
                WriteUntagged(ref writer, field, value);
                writer.WriteTag(tag);
                break;
        }
    }

    private static void WriteUntagged(ref WireWriter writer, FieldDescriptor field, in FieldValue value)
    {
        switch (field.Kind)
        {
            case FieldKind.Double or FieldKind.Fixed64 or FieldKind.SFixed64:
                writer.WriteRawFixed64(value.AsUInt64());
                break;
            case FieldKind.Float or FieldKind.Fixed32 or FieldKind.SFixed32:
                writer.WriteRawFixed32(value.AsUInt32());
                break;
            case FieldKind.SInt32:
                writer.WriteVarint(Wire.Varint.ZigZag(value.AsInt32()));
                break;
            case FieldKind.SInt64:
                writer.WriteVarint(Wire.Varint.ZigZag(value.AsInt64()));
                break;
            default:
                // Signed numbers are held sign-extended, unsigned ones zero-extended: as the format wants them.
                writer.WriteVarint(value.AsUInt64());
                break;
        }
    }

    private static void ReadElement(
        ref WireReader reader, FieldDescriptor field, Func<IMessage> createMessage, IRepeatedField target, ref UnknownFieldSet? unknownFields)
    {
        IMessage? message = field.MessageType is null ? null : createMessage();
        if (TryRead(ref reader, field, message, out FieldValue value))
            target.Add(value);
        else
            (unknownFields ??= new UnknownFieldSet()).AppendVarint(field.Number, (ulong)value.AsEnum());
    }

    private static FieldValue ReadScalar(ref WireReader reader, FieldDescriptor field) => field.Kind switch
    {
        FieldKind.Double => FieldValue.FromDouble(reader.ReadDouble()),
        FieldKind.Float => FieldValue.FromFloat(reader.ReadFloat()),
        FieldKind.Int64 => FieldValue.FromInt64(reader.ReadInt64()),
        FieldKind.UInt64 => FieldValue.FromUInt64(reader.ReadUInt64()),
        FieldKind.Int32 => FieldValue.FromInt32(reader.ReadInt32()),
        FieldKind.Fixed64 => FieldValue.FromUInt64(reader.ReadFixed64()),
        FieldKind.Fixed32 => FieldValue.FromUInt32(reader.ReadFixed32()),
        FieldKind.Bool => FieldValue.FromBool(reader.ReadBool()),
        FieldKind.String => FieldValue.FromString(field.EnforcesUtf8 ? reader.ReadString() : reader.ReadUncheckedString()),
        FieldKind.Bytes => FieldValue.FromBytes(reader.ReadBytes()),
        FieldKind.UInt32 => FieldValue.FromUInt32(reader.ReadUInt32()),
        FieldKind.SFixed32 => FieldValue.FromInt32(reader.ReadSFixed32()),
        FieldKind.SFixed64 => FieldValue.FromInt64(reader.ReadSFixed64()),
        FieldKind.SInt32 => FieldValue.FromInt32(reader.ReadSInt32()),
        FieldKind.SInt64 => FieldValue.FromInt64(reader.ReadSInt64()),
        _ => throw new ArgumentOutOfRangeException(nameof(field), field.Kind, "not a scalar"),
    };
}
