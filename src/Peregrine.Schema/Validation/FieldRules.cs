using System;
using System.Globalization;

namespace Peregrine.Schema;

/// <summary>What holds for a field by itself: its number, and its default.</summary>
internal static class FieldRules
{
    public const int MaxNumber = 536870911;
    private const int FirstReserved = 19000;
    private const int LastReserved = 19999;

    public static void CheckDeclaration(LinkContext context, FieldDescriptor field)
    {
        if (field.Proto.DefaultValue is not null)
            CheckDefault(context, field);
        CheckNumber(context, field);
        if (field.IsExtension && field.Proto.Label == FieldLabel.Required)
            context.Error(DiagnosticIds.ExtensionRequired, field, ErrorLocation.Type, $"the extension \"{field.FullName}\" cannot be required");
    }

    private static void CheckNumber(LinkContext context, FieldDescriptor field)
    {
        if (field.Number <= 0)
            context.Error(DiagnosticIds.FieldNumber, field, ErrorLocation.Number, "a field number must be positive", $"the numbers are 1 to {MaxNumber}, without {FirstReserved} to {LastReserved}");
        else if (field.Number > MaxNumber && !field.IsExtension)
            context.Error(DiagnosticIds.FieldNumber, field, ErrorLocation.Number, $"a field number cannot be greater than {MaxNumber}");
        else if (field.Number is >= FirstReserved and <= LastReserved)
            context.Error(DiagnosticIds.FieldNumber, field, ErrorLocation.Number, $"the field numbers {FirstReserved} to {LastReserved} are reserved for implementations of Protocol Buffers", "give it another number");
    }

    private static void CheckDefault(LinkContext context, FieldDescriptor field)
    {
        if (field.IsRepeated)
        {
            context.Error(DiagnosticIds.InvalidDefault, field, ErrorLocation.DefaultValue, "a repeated field, and so a map, has no default", "remove the default");
            return;
        }

        var text = field.Proto.DefaultValue!;
        if (field.Proto.Type is FieldType.Message or FieldType.Group)
            context.Error(DiagnosticIds.InvalidDefault, field, ErrorLocation.DefaultValue, "a message field has no default", "remove the default");
        else if (!IsValid(field.Proto.Type, text))
            context.Error(DiagnosticIds.InvalidDefault, field, ErrorLocation.DefaultValue, $"\"{text}\" is no {field.Proto.Type.ToString().ToLowerInvariant()}, so it cannot be the default");
    }

    private static bool IsValid(FieldType? type, string text) => type switch
    {
        FieldType.Bool => text is "true" or "false",
        FieldType.Bytes => CEscaping.TryUnescape(text, out _),
        FieldType.Int32 or FieldType.SInt32 or FieldType.SFixed32 => int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        FieldType.Int64 or FieldType.SInt64 or FieldType.SFixed64 => long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out _),
        FieldType.UInt32 or FieldType.Fixed32 => uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        FieldType.UInt64 or FieldType.Fixed64 => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out _),
        FieldType.Float or FieldType.Double => text is "inf" or "-inf" or "nan" or "-nan" || double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out _),
        _ => true,
    };

    /// <summary>Checks a default whose type was a name.</summary>
    public static void CheckTypedDefault(LinkContext context, FieldDescriptor field)
    {
        var text = field.Proto.DefaultValue!;
        if (field.MessageType is not null)
        {
            context.Error(DiagnosticIds.InvalidDefault, field, ErrorLocation.DefaultValue, "a message field has no default", "remove the default");
            return;
        }

        if (field.IsRepeated)
            return;
        var type = field.EnumType!;
        if (!Identifiers.IsValid(text))
            context.Error(DiagnosticIds.InvalidDefault, field, ErrorLocation.DefaultValue, "the default of an enum field must be the name of a value");
        else if (type.FindValueByName(text) is null)
            context.Error(DiagnosticIds.InvalidDefault, field, ErrorLocation.DefaultValue, $"enum \"{type.FullName}\" has no value named \"{text}\"", Spelling.DidYouMean(text, Names(type)));
    }

    private static string[] Names(EnumDescriptor type)
    {
        var names = new string[type.Values.Count];
        for (var i = 0; i < names.Length; i++)
            names[i] = type.Values[i].Name;
        return names;
    }
}
