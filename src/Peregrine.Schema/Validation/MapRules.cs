using System.Collections.Generic;
using System.Text;

namespace Peregrine.Schema;

/// <summary>Map fields and the entry messages behind them.</summary>
internal static class MapRules
{
    public static void Check(LinkContext context, FieldDescriptor field)
    {
        if (field.MessageType is not { IsMapEntry: true } entry)
            return;
        if (!IsEntryOf(entry, field))
        {
            context.Error(DiagnosticIds.MapEntryConflict, field, ErrorLocation.Type, $"\"{entry.Name}\" is the entry of a map field and no type by itself", "use map<KeyType, ValueType>");
            return;
        }

        CheckTypes(context, field, entry.Fields[0], entry.Fields[1]);
    }

    private static bool IsEntryOf(MessageDescriptor entry, FieldDescriptor field) =>
        field.IsRepeated && !field.IsExtension && entry.ContainingType == field.ContainingType && entry.Name == EntryName(field.Name)
        && entry.Fields.Count == 2 && entry.Fields[0] is { Number: 1, Name: "key", IsRepeated: false } && entry.Fields[1] is { Number: 2, Name: "value", IsRepeated: false };

    private static void CheckTypes(LinkContext context, FieldDescriptor field, FieldDescriptor key, FieldDescriptor value)
    {
        if (key.Kind == FieldKind.Enum)
            context.Error(DiagnosticIds.MapKey, field, ErrorLocation.Type, "the key of a map cannot be an enum", "use an integer, bool or string key");
        else if (key.Kind is FieldKind.Float or FieldKind.Double or FieldKind.Bytes or FieldKind.Message or FieldKind.Group)
            context.Error(DiagnosticIds.MapKey, field, ErrorLocation.Type, "the key of a map cannot be a floating-point number, bytes or a message", "use an integer, bool or string key");
        if (value.EnumType is { } type && type.Values.Count > 0 && type.Values[0].Number != 0)
            context.Error(DiagnosticIds.MapEnumZero, field, ErrorLocation.Type, $"the enum \"{type.FullName}\" is the value of a map, so its first value must be 0");
    }

    /// <summary>Explains the clash between a map's entry and a declaration of the same name.</summary>
    public static void CheckConflicts(LinkContext context, MessageDescriptor message)
    {
        HashSet<string>? entries = null;
        foreach (var nested in message.NestedMessages)
        {
            if (nested.IsMapEntry && !(entries ??= []).Add(nested.Name))
                context.Error(DiagnosticIds.MapEntryConflict, message, ErrorLocation.Name, $"two map fields need an entry message \"{nested.Name}\"", "rename one of the fields");
        }
    }

    private static string EntryName(string fieldName)
    {
        var name = new StringBuilder(fieldName.Length + 5);
        var raise = true;
        foreach (var c in fieldName)
        {
            if (c != '_')
                name.Append(raise && c is >= 'a' and <= 'z' ? (char)(c - 32) : c);
            raise = c == '_';
        }

        return name.Append("Entry").ToString();
    }
}
