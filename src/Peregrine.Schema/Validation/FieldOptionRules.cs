namespace Peregrine.Schema;

/// <summary>Options of fields that fit some fields only.</summary>
internal static class FieldOptionRules
{
    public static void Check(LinkContext context, FieldDescriptor field)
    {
        CheckMessageSet(context, field);
        if (field.IsExtension)
            CheckExtension(context, field);
        if (field.Proto.JsonName?.IndexOf('\0') >= 0)
            context.Error(DiagnosticIds.JsonNameInvalid, field, ErrorLocation.JsonName, "a JSON name cannot hold the character NUL");
        if (field.Options is not { } options)
            return;
        var isMessage = field.Kind is FieldKind.Message or FieldKind.Group;
        if ((options.Lazy == true || options.UnverifiedLazy == true) && !isMessage)
            context.Error(DiagnosticIds.OptionNotAllowed, field, ErrorLocation.Type, "\"lazy\" is for message fields only", "remove the option");
        else if (options.UnverifiedLazy == true && field.IsExtension)
            context.Error(DiagnosticIds.OptionNotAllowed, field, ErrorLocation.Type, "an extension cannot be unverified_lazy", "remove the option");
        if (options.Packed == true && !(field.IsRepeated && FieldFinisher.IsPackable(field.Kind)))
            context.Error(DiagnosticIds.OptionNotAllowed, field, ErrorLocation.Type, "\"packed\" is for repeated fields of numbers, bools and enums only", "remove the option");
        if (options.Jstype is { } type && type != JSType.JsNormal && !Is64Bit(field.Kind))
            context.Error(DiagnosticIds.OptionNotAllowed, field, ErrorLocation.Type, "\"jstype\" is for int64, uint64, sint64, fixed64 and sfixed64 fields only", "remove the option");
    }

    private static bool Is64Bit(FieldKind kind) => kind is FieldKind.Int64 or FieldKind.UInt64 or FieldKind.SInt64 or FieldKind.Fixed64 or FieldKind.SFixed64;

    private static void CheckMessageSet(LinkContext context, FieldDescriptor field)
    {
        if (field.ContainingType is not { IsMessageSet: true })
            return;
        if (!field.IsExtension)
            context.Error(DiagnosticIds.MessageSet, field, ErrorLocation.Name, "a MessageSet has no fields, only extensions");
        else if (field.Proto.Label != FieldLabel.Optional || field.Kind != FieldKind.Message)
            context.Error(DiagnosticIds.MessageSet, field, ErrorLocation.Type, "an extension of a MessageSet must be an optional message");
    }

    private static void CheckExtension(LinkContext context, FieldDescriptor field)
    {
        if (field.Proto.JsonName is { } name && name != JsonNames.Derive(field.Name))
            context.Error(DiagnosticIds.JsonNameInvalid, field, ErrorLocation.JsonName, "an extension has no json_name of its own", "remove it");
        var isLite = context.File.Options?.OptimizeFor == OptimizeMode.LiteRuntime;
        if (isLite && field.ContainingType.File.Options?.OptimizeFor != OptimizeMode.LiteRuntime)
            context.Error(DiagnosticIds.LiteImport, field, ErrorLocation.Extendee, "a file with optimize_for = LITE_RUNTIME cannot extend a message of a file without it");
    }
}
