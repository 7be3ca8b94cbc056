using System.ComponentModel;

namespace Peregrine.Protobuf;

/// <summary>
/// For generated code: the wire format of <c>option message_set_wire_format</c>, in which every extension is a group of its number and its bytes.
/// Items that nobody recognises are kept as unknown fields of that number.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public static class MessageSet
{
    internal const uint StartItem = 0x0b;
    private const uint EndItem = 0x0c;
    private const uint TypeId = 0x10;
    private const uint Payload = 0x1a;

    /// <summary>Reads the item whose start tag was just read.</summary>
    public static void ReadItem(IReflectable message, ref WireReader reader)
    {
        reader.EnterGroup();
        // Of each the first counts, in whichever order they come.
        int number = 0;
        bool hasPayload = false;
        Range payload = default;
        for (uint tag = reader.ReadTag(); ; tag = reader.ReadTag())
        {
            if (tag == TypeId && number == 0)
            {
                number = reader.ReadInt32();
            }
            else if (tag == Payload && !hasPayload)
            {
                hasPayload = true;
                int length = reader.ReadDelimited().Length;
                payload = (reader.Position - length)..reader.Position;
            }
            else if (tag is 0 or EndItem)
            {
                reader.PutBackTag(tag);
                break;
            }
            else
            {
                reader.SkipField(tag);
            }
        }

        reader.LeaveGroup(1);
        if (number > 0)
            Store(message, number, payload, ref reader);
    }

    /// <summary>Writes all items.</summary>
    public static void Write(ref WireWriter writer, ExtensionSet? extensions, UnknownFieldSet? unknownFields)
    {
        if (unknownFields is not null)
        {
            IReadOnlyList<UnknownField> fields = unknownFields.Fields;
            for (int i = fields.Count - 1; i >= 0; i--)
            {
                if (fields[i].WireType != WireType.LengthDelimited)
                    continue;
                writer.WriteTag(EndItem);
                writer.WriteBytes(Payload, fields[i].Bytes);
                writer.WriteInt32(TypeId, fields[i].Number);
                writer.WriteTag(StartItem);
            }
        }

        if (extensions is null)
            return;
        foreach (Extension extension in extensions.Set.Reverse())
        {
            writer.WriteTag(EndItem);
            writer.WriteMessage(Payload, extensions.Get(extension).AsMessage()!);
            writer.WriteInt32(TypeId, extension.Number);
            writer.WriteTag(StartItem);
        }
    }

    private static void Store(IReflectable message, int number, Range payload, ref WireReader reader)
    {
        if (reader.Options.Extensions?.Find(message.Descriptor, number) is { Descriptor.MessageType: not null } extension)
        {
            ExtensionSet extensions = message.Extensions ??= new ExtensionSet();
            IMessage value = extensions.Get(extension).AsMessage() ?? extension.CreateMessage();
            reader.ReadMessageAt(value, payload);
            extensions.SetValue(extension, FieldValue.FromMessage(value));
            return;
        }

        (message.UnknownFields ??= new UnknownFieldSet()).AppendDelimited(number, reader.Buffer[payload]);
    }
}
