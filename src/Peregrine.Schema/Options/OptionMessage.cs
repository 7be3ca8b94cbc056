using System;
using System.Collections.Generic;
using System.Linq;

namespace Peregrine.Schema;

/// <summary>
/// A message of any type as a tree of values, for options whose types exist only in the files being compiled. Written in field order, as the
/// reference implementation's dynamic messages are.
/// </summary>
internal sealed class OptionMessage(MessageDescriptor type)
{
    private readonly SortedDictionary<int, OptionField> _fields = [];
    private readonly List<byte[]> _unknown = [];

    public MessageDescriptor Type { get; } = type;

    public IEnumerable<OptionField> Fields => _fields.Values;

    public bool Has(FieldDescriptor field) => _fields.ContainsKey(field.Number);

    public OptionField GetOrAdd(FieldDescriptor field)
    {
        if (!_fields.TryGetValue(field.Number, out var entry))
            _fields.Add(field.Number, entry = new OptionField(field));
        return entry;
    }

    public void Remove(FieldDescriptor field) => _fields.Remove(field.Number);

    public byte[] ToBytes()
    {
        var output = new WireOutput();
        WriteTo(output);
        return output.ToArray();
    }

    /// <summary>Merges encoded bytes; what no field or extension explains is kept.</summary>
    public void MergeFrom(byte[] bytes, Func<MessageDescriptor, int, FieldDescriptor?> findExtension)
    {
        var input = new WireInput(bytes);
        while (input.ReadTag(out var tag))
        {
            if (Type.IsMessageSet && tag == 11 && TryReadMessageSetItem(input, findExtension))
                continue;
            var number = (int)(tag >> 3);
            var field = Type.FindFieldByNumber(number) ?? findExtension(Type, number);
            if (field is null || !OptionWire.TryRead(this, field, tag, input, findExtension))
                _unknown.Add(input.AppendUnknownField([], tag));
        }
    }

    /// <summary>The path of the first required field that is missing; null when there is none.</summary>
    public string? FindMissingRequired()
    {
        foreach (var field in Type.Fields)
        {
            if (field.IsRequired && !Has(field))
                return field.Name;
        }

        foreach (var entry in _fields.Values)
        {
            foreach (var value in entry.Values)
            {
                if (value.Message?.FindMissingRequired() is { } missing)
                    return $"{entry.Field.Name}.{missing}";
            }
        }

        return null;
    }

    public void WriteTo(WireOutput output)
    {
        for (var i = _unknown.Count - 1; i >= 0; i--)
            output.WriteRaw(_unknown[i]);
        if (Type.IsMapEntry)
            AddMapDefaults();
        foreach (var entry in _fields.Values.Reverse())
        {
            if (Type.IsMessageSet)
                WriteMessageSetItem(entry, output);
            else
                OptionWire.Write(entry, output);
        }
    }

    // An entry is always written whole.
    private void AddMapDefaults()
    {
        foreach (var field in Type.Fields)
        {
            if (Has(field))
                continue;
            GetOrAdd(field).Set(field.MessageType is { } message ? OptionValue.Of(new OptionMessage(message))
                : field.Kind is FieldKind.String or FieldKind.Bytes ? OptionValue.Of([])
                : OptionValue.Of(0));
        }
    }

    // group 1 { 2: number; 3: message }
    private static void WriteMessageSetItem(OptionField entry, WireOutput output)
    {
        foreach (var value in entry.Values)
        {
            output.WriteTag(1, 4);
            output.WriteBytes(3, value.Message!.ToBytes());
            output.WriteInt32(2, entry.Field.Number);
            output.WriteTag(1, 3);
        }
    }

    private bool TryReadMessageSetItem(WireInput input, Func<MessageDescriptor, int, FieldDescriptor?> findExtension)
    {
        var item = new WireInput(input.ReadGroup(1));
        var number = 0;
        byte[]? content = null;
        while (item.ReadTag(out var tag))
        {
            if (tag == 16)
                number = item.ReadInt32();
            else if (tag == 26)
                content = item.ReadBytes();
            else
                item.SkipField(tag);
        }

        if (content is null || findExtension(Type, number) is not { MessageType: { } type } field)
            return false;
        var message = new OptionMessage(type);
        message.MergeFrom(content, findExtension);
        GetOrAdd(field).Set(OptionValue.Of(message));
        return true;
    }
}
