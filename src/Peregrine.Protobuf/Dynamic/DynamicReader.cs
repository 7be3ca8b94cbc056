using Peregrine.Protobuf.Extensions;

namespace Peregrine.Protobuf.Dynamic;

/// <summary>Reads the wire format into dynamic messages.</summary>
internal static class DynamicReader
{
    public static void Merge(DynamicMessage message, DynamicLayout layout, ref WireReader reader)
    {
        for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
        {
            if (tag == MessageSet.StartItem && layout.Descriptor.IsMessageSet)
            {
                MessageSet.ReadItem(message, ref reader);
                continue;
            }

            DynamicField? field = layout.Find((int)(tag >> 3));
            bool known = field is not null
                ? TryReadField(message, field, tag, ref reader)
                : layout.Descriptor.IsExtensionNumber((int)(tag >> 3)) && ExtensionSet.TryRead(message, tag, ref reader);
            if (!known && !KeepUnknown(message, tag, ref reader))
                return;
        }
    }

    // False: the tag ends the group that this message is.
    private static bool KeepUnknown(DynamicMessage message, uint tag, ref WireReader reader)
    {
        UnknownFieldSet? unknown = message.UnknownFields;
        bool kept = reader.ReadUnknownField(tag, ref unknown);
        message.UnknownFields = unknown;
        return kept;
    }

    // False: the value is not laid out as the field wants it, so it counts as unknown.
    private static bool TryReadField(DynamicMessage message, DynamicField field, uint tag, ref WireReader reader)
    {
        var wireType = (WireType)(tag & 7);
        if (field.IsMap)
            return wireType == WireType.LengthDelimited && ReadMapEntry(message, field, ref reader);
        if (!field.Descriptor.IsRepeated)
            return wireType == field.ElementWireType && ReadSingular(message, field, ref reader);
        if (wireType == field.ElementWireType)
            return ReadElement(message, field, ref reader);
        return wireType == WireType.LengthDelimited && field.IsPackable && ReadPacked(message, field, ref reader);
    }

    private static bool ReadSingular(DynamicMessage message, DynamicField field, ref WireReader reader)
    {
        IMessage? child = field.ElementKind != FieldValueKind.Message ? null
            : message.HasField(field.Index) ? message.GetField(field.Index).AsMessage()
            : message.CreateField(field.Index);
        if (FieldValueCodec.TryRead(ref reader, field.Descriptor, child, out FieldValue value))
            message.SetUnchecked(field, value);
        else
            KeepUnknownEnum(message, field, value);
        return true;
    }

    private static bool ReadElement(DynamicMessage message, DynamicField field, ref WireReader reader)
    {
        IMessage? child = field.ElementKind == FieldValueKind.Message ? message.CreateField(field.Index) : null;
        if (FieldValueCodec.TryRead(ref reader, field.Descriptor, child, out FieldValue value))
            message.GetField(field.Index).AsRepeated().Add(value);
        else
            KeepUnknownEnum(message, field, value);
        return true;
    }

    private static bool ReadPacked(DynamicMessage message, DynamicField field, ref WireReader reader)
    {
        var packed = new WireReader(reader.ReadDelimited(), reader.Options);
        while (!packed.IsAtEnd)
            ReadElement(message, field, ref packed);
        return true;
    }

    // A closed enum has no room for a number without a name: the number goes to the unknown fields.
    private static void KeepUnknownEnum(DynamicMessage message, DynamicField field, in FieldValue value) =>
        (message.UnknownFields ??= new UnknownFieldSet()).AppendVarint(field.Descriptor.Number, (ulong)value.AsEnum());

    // A missing key or value is the default of its type; what else an entry holds is passed over.
    private static bool ReadMapEntry(DynamicMessage message, DynamicField field, ref WireReader reader)
    {
        DynamicField keyField = field.MapKey;
        DynamicField valueField = field.MapValue;
        WireReader start = reader;
        FieldValue key = keyField.Default;
        FieldValue value = valueField.ElementKind == FieldValueKind.Message ? FieldValue.FromMessage(message.CreateField(field.Index)) : valueField.Default;
        bool known = true;
        int outer = reader.EnterMessage();
        for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
        {
            if (tag == FieldValueCodec.TagOf(keyField.Descriptor))
                FieldValueCodec.TryRead(ref reader, keyField.Descriptor, null, out key);
            else if (tag == FieldValueCodec.TagOf(valueField.Descriptor))
                known = FieldValueCodec.TryRead(ref reader, valueField.Descriptor, value.AsMessageOrNull(), out value);
            else
                reader.SkipField(tag);
        }

        reader.LeaveMessage(outer);
        if (!known)
        {
            // A closed enum has no such value: the whole entry is unknown then.
            reader = start;
            return false;
        }

        message.GetField(field.Index).AsMap().Set(key, value);
        return true;
    }

}
