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
        foreach (var entry in _fields.Values.Reverse())
            OptionWire.Write(entry, output);
    }
}
