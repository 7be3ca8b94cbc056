using System.Globalization;
using System.Text;
using Peregrine.Protobuf.Extensions;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>
/// Finds the path of the field that an error is about, such as <c>attachments[1].data["key2"]</c>. Parsing and writing keep no paths: when something is wrong, the message is walked again.
/// </summary>
internal static class FieldPaths
{
    /// <summary>The path of the field at <paramref name="offset"/> in a binary message; empty when there is none.</summary>
    public static string Locate(MessageDescriptor message, ReadOnlySpan<byte> bytes, int offset, ParseOptions options)
    {
        var path = new StringBuilder();
        try
        {
            var reader = new WireReader(bytes, options);
            Walk(message, ref reader, offset, path);
        }
        catch (InvalidProtocolBufferException)
        {
            // The walk meets the error that it is to explain; the path up to there is what was wanted.
        }

        return path.ToString();
    }

    /// <summary>The same error, with the path of the first text in <paramref name="message"/> that cannot be written.</summary>
    public static InvalidProtocolBufferException Explain(IMessage message, InvalidProtocolBufferException error)
    {
        var path = new StringBuilder();
        return message is IReflectable reflectable && FindUnwritable(reflectable, path)
            ? new InvalidProtocolBufferException($"{path}: {error.Message}", error) { FieldPath = path.ToString() }
            : error;
    }

    public static void AppendKey(StringBuilder path, in FieldValue key)
    {
        path.Append('[');
        if (key.Kind == FieldValueKind.String)
            path.Append('"').Append(key.AsString().Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)).Append('"');
        else if (key.Kind == FieldValueKind.Bool)
            path.Append(key.AsBool() ? "true" : "false");
        else if (key.Kind == FieldValueKind.UInt64)
            path.Append(CultureInfo.InvariantCulture, $"{key.AsUInt64()}");
        else
            path.Append(CultureInfo.InvariantCulture, $"{key.AsInt64()}");
        path.Append(']');
    }

    private static bool Walk(MessageDescriptor message, ref WireReader reader, int offset, StringBuilder path)
    {
        var seen = new Dictionary<int, int>();
        int start = path.Length;
        for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
        {
            path.Length = start;
            var wireType = (WireType)(tag & 7);
            if (wireType == WireType.EndGroup)
                return false;
            if (message.FindFieldByNumber((int)(tag >> 3)) is not { } field)
            {
                reader.SkipField(tag);
                continue;
            }

            path.Append(start == 0 ? "" : ".").Append(field.Name);
            if (field.IsMap)
            {
                int outer = reader.EnterMessage();
                if (WalkEntry(field.MessageType!, ref reader, offset, path))
                    return true;
                reader.LeaveMessage(outer);
                continue;
            }

            if (field.IsRepeated)
            {
                int index = seen[field.Number] = seen.GetValueOrDefault(field.Number, -1) + 1;
                path.Append('[').Append(index).Append(']');
            }

            if (WalkValue(field, tag, ref reader, offset, path))
                return true;
        }

        path.Length = start;
        return false;
    }

    private static bool WalkValue(FieldDescriptor field, uint tag, ref WireReader reader, int offset, StringBuilder path)
    {
        if (field.Kind == FieldKind.Message && (WireType)(tag & 7) == WireType.LengthDelimited)
        {
            int outer = reader.EnterMessage();
            if (Walk(field.MessageType!, ref reader, offset, path) || reader.Position >= offset)
                return true;
            reader.LeaveMessage(outer);
            return false;
        }

        if (field.Kind == FieldKind.Group && (WireType)(tag & 7) == WireType.StartGroup)
        {
            reader.EnterGroup();
            if (Walk(field.MessageType!, ref reader, offset, path) || reader.Position >= offset)
                return true;
            reader.LeaveGroup(field.Number);
            return false;
        }

        reader.SkipField(tag);
        return reader.Position > offset || (reader.Position == offset && reader.IsAtEnd);
    }

    private static bool WalkEntry(MessageDescriptor entry, ref WireReader reader, int offset, StringBuilder path)
    {
        // The key names the entry, wherever in it the key stands.
        int start = reader.Position;
        FieldDescriptor keyField = entry.FindFieldByNumber(1)!;
        FieldValue key = DefaultValues.Of(keyField);
        bool within = false;
        uint wrong = 0;
        for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
        {
            int value = reader.Position;
            if (tag >> 3 == 1 && FieldValueCodec.Accepts(keyField, (WireType)(tag & 7)) && !IsBadKey(ref reader, keyField, offset))
                FieldValueCodec.TryRead(ref reader, keyField, null, out key);
            else
                reader.SkipField(tag);
            if (!within && reader.Position > offset && value <= offset)
            {
                within = true;
                wrong = tag;
            }
        }

        if (!within)
            return false;
        AppendKey(path, key);
        if (wrong >> 3 != 2 || entry.FindFieldByNumber(2) is not { MessageType: not null } valueField)
            return true;
        reader.Rewind(start);
        for (uint tag = reader.ReadTag(); tag != 0; tag = reader.ReadTag())
        {
            if (tag >> 3 == 2 ? WalkValue(valueField, tag, ref reader, offset, path) : Skip(ref reader, tag))
                break;
        }

        return true;
    }

    // The key itself may be the text that is not UTF-8: then it cannot name the entry.
    private static bool IsBadKey(ref WireReader reader, FieldDescriptor key, int offset)
    {
        if (key.Kind != FieldKind.String)
            return false;
        int start = reader.Position;
        ReadOnlySpan<byte> bytes = reader.ReadDelimited();
        bool bad = offset >= start && offset <= reader.Position && !System.Text.Unicode.Utf8.IsValid(bytes);
        reader.Rewind(start);
        return bad;
    }

    private static bool Skip(ref WireReader reader, uint tag)
    {
        reader.SkipField(tag);
        return false;
    }

    private static bool FindUnwritable(IReflectable message, StringBuilder path)
    {
        int start = path.Length;
        foreach (FieldDescriptor field in message.Descriptor.Fields)
        {
            path.Length = start;
            path.Append(start == 0 ? "" : ".").Append(field.Name);
            if (message.HasField(field.Index) && IsUnwritable(message.GetField(field.Index), path))
                return true;
        }

        path.Length = start;
        return false;
    }

    private static bool IsUnwritable(in FieldValue value, StringBuilder path)
    {
        int start = path.Length;
        switch (value.Kind)
        {
            case FieldValueKind.String:
                return !IsWellFormed(value.AsString());
            case FieldValueKind.Message:
                return value.AsMessage() is IReflectable inner && FindUnwritable(inner, path);
            case FieldValueKind.Repeated:
                IRepeatedField elements = value.AsRepeated();
                for (int i = 0; i < elements.Count; i++)
                {
                    path.Length = start;
                    path.Append('[').Append(i).Append(']');
                    if (IsUnwritable(elements.GetAt(i), path))
                        return true;
                }

                return false;
            case FieldValueKind.Map:
                IMapField entries = value.AsMap();
                for (int i = 0; i < entries.Count; i++)
                {
                    path.Length = start;
                    AppendKey(path, entries.KeyAt(i));
                    if (IsUnwritable(entries.KeyAt(i), path) || IsUnwritable(entries.ValueAt(i), path))
                        return true;
                }

                return false;
            default:
                return false;
        }
    }

    private static bool IsWellFormed(string text)
    {
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (rune == Rune.ReplacementChar && !text.Contains('\uFFFD', StringComparison.Ordinal))
                return false;
        }

        return true;
    }
}
