using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>
/// The options of one element as they are interpreted: encoded one after another in the order of the file, which is the order in which the
/// reference implementation keeps those it does not know.
/// </summary>
internal sealed class InterpretedOptions(MessageDescriptor type)
{
    private readonly List<byte[]> _encoded = [];
    private readonly HashSet<string> _set = [];
    private readonly Dictionary<string, int> _counts = [];

    public MessageDescriptor Type { get; } = type;

    /// <summary>True when the field at the end of the path was set already.</summary>
    public bool IsSet(List<FieldDescriptor> fields) => _set.Contains(Key(fields));

    /// <summary>Adds a value; gives its path from the options message, the index of a repeated field included.</summary>
    public int[] Add(List<FieldDescriptor> fields, OptionValue value)
    {
        var key = Key(fields);
        var leaf = fields[fields.Count - 1];
        var path = new List<int>();
        foreach (var field in fields)
            path.Add(field.Number);
        if (leaf.IsRepeated)
        {
            _counts.TryGetValue(key, out var count);
            path.Add(count);
            _counts[key] = count + 1;
        }

        MarkSet(fields, key, value);
        _encoded.Add(Encode(fields, value));
        return [.. path];
    }

    public byte[] ToBytes()
    {
        var output = new WireOutput();
        for (var i = _encoded.Count - 1; i >= 0; i--)
            output.WriteRaw(_encoded[i]);
        return output.ToArray();
    }

    private static string Key(List<FieldDescriptor> fields)
    {
        var key = "";
        foreach (var field in fields)
            key += "/" + field.Number;
        return key;
    }

    // A message that has any field set counts as set itself, and so does every field set inside an aggregate.
    private void MarkSet(List<FieldDescriptor> fields, string key, OptionValue value)
    {
        var prefix = "";
        foreach (var field in fields)
            _set.Add(prefix += "/" + field.Number);
        if (value.Message is not null)
            MarkSet(value.Message, key);
    }

    private void MarkSet(OptionMessage message, string key)
    {
        foreach (var entry in message.Fields)
        {
            var inner = $"{key}/{entry.Field.Number}";
            _set.Add(inner);
            if (!entry.Field.IsRepeated && entry.Values.Count > 0 && entry.Values[0].Message is { } nested)
                MarkSet(nested, inner);
        }
    }

    private static byte[] Encode(List<FieldDescriptor> fields, OptionValue value)
    {
        var output = new WireOutput();
        OptionWire.Write(fields[fields.Count - 1], value, output);
        for (var i = fields.Count - 2; i >= 0; i--)
        {
            var isGroup = fields[i].Kind == FieldKind.Group;
            if (isGroup)
            {
                var inner = output.ToArray();
                output = new WireOutput();
                output.WriteTag(fields[i].Number, 4);
                output.WriteRaw(inner);
                output.WriteTag(fields[i].Number, 3);
            }
            else
            {
                output.WriteVarint((ulong)output.Length);
                output.WriteTag(fields[i].Number, 2);
            }
        }

        return output.ToArray();
    }
}
