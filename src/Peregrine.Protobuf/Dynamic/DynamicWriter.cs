using Peregrine.Protobuf.Extensions;
using Peregrine.Protobuf.Reflection;

namespace Peregrine.Protobuf.Dynamic;

/// <summary>Writes dynamic messages in the wire format, from the last field to the first as <see cref="WireWriter"/> wants it.</summary>
internal static class DynamicWriter
{
    public static void Write(DynamicMessage message, DynamicLayout layout, ref WireWriter writer)
    {
        if (layout.Descriptor.IsMessageSet)
        {
            MessageSet.Write(ref writer, message.Extensions, message.UnknownFields);
            return;
        }

        message.UnknownFields?.WriteTo(ref writer);
        message.Extensions?.WriteTo(ref writer);
        for (int i = layout.ByNumber.Length - 1; i >= 0; i--)
        {
            DynamicField field = layout.ByNumber[i];
            if (!message.HasField(field.Index))
                continue;
            if (field.IsMap)
                WriteMap(field, message.GetField(field.Index).AsMap(), ref writer);
            else
                FieldValueCodec.WriteField(ref writer, field.Descriptor, message.GetField(field.Index));
        }
    }

    private static void WriteMap(DynamicField field, IMapField entries, ref WireWriter writer)
    {
        uint tag = ((uint)field.Descriptor.Number << 3) | (uint)WireType.LengthDelimited;
        int[]? order = writer.IsDeterministic ? MapKeyOrder.Of(entries) : null;
        for (int i = entries.Count - 1; i >= 0; i--)
        {
            int entry = order is null ? i : order[i];
            int end = writer.Written;
            FieldValueCodec.WriteField(ref writer, field.MapValue.Descriptor, entries.ValueAt(entry));
            FieldValueCodec.WriteField(ref writer, field.MapKey.Descriptor, entries.KeyAt(entry));
            writer.WriteLength(tag, end);
        }
    }
}
