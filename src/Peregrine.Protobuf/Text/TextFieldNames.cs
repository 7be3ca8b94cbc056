using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Text;

/// <summary>The names of a message's fields as the text format has them. Built once a type and kept as long as its descriptor lives.</summary>
internal sealed class TextFieldNames
{
    private static readonly ConditionalWeakTable<MessageDescriptor, TextFieldNames> s_tables = [];

    private readonly Dictionary<string, FieldDescriptor> _fields = [];
    private readonly HashSet<string> _reserved;

    private TextFieldNames(MessageDescriptor descriptor)
    {
        foreach (FieldDescriptor field in descriptor.Fields)
            _fields[field.Name] = field;
        foreach (FieldDescriptor field in descriptor.Fields)
        {
            if (IsGroupLike(field))
                _fields.TryAdd(field.MessageType!.Name, field);
        }

        _reserved = [.. descriptor.Proto.ReservedName];
    }

    public static TextFieldNames Of(MessageDescriptor descriptor) => s_tables.GetValue(descriptor, static key => new TextFieldNames(key));

    /// <summary>The name that is printed: a group goes by the name of its type.</summary>
    public static string NameOf(FieldDescriptor field) =>
        field.IsExtension ? $"[{field.FullName}]" : IsGroupLike(field) ? field.MessageType!.Name : field.Name;

    public FieldDescriptor? Find(string name) => _fields.GetValueOrDefault(name);

    public bool IsReserved(string name) => _reserved.Contains(name);

    // What a proto2 group was: a delimited field named like its type in lower case, whose type is declared beside it.
    private static bool IsGroupLike(FieldDescriptor field) =>
        field.IsDelimited && field.MessageType is { } type && string.Equals(field.Name, type.Name, StringComparison.OrdinalIgnoreCase) && !field.Name.Any(char.IsAsciiLetterUpper)
        && type.File == field.File && type.ContainingType == (field.IsExtension ? field.ExtensionScope : field.ContainingType);
}
