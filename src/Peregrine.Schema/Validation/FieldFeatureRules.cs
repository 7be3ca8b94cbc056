namespace Peregrine.Schema;

/// <summary>Which features a field may have, and which of their values.</summary>
internal static class FieldFeatureRules
{
    public static void Check(LinkContext context, FieldDescriptor field)
    {
        if (context.File.Edition < Edition.Edition2023)
            return;
        CheckReplacedOptions(context, field);
        var own = field.Options?.Features;
        if (field.IsExtension && field.Features.FieldPresence == FieldPresence.LegacyRequired && own?.FieldPresence is not null)
            Error(context, field, "an extension cannot be required");
        if (IsImplicit(field))
            CheckImplicit(context, field);
        if (own is null || IsMapEntryField(field))
            return;
        if (own.FieldPresence is { } presence)
            CheckPresence(context, field, presence);
        CheckEncodings(context, field, own);
    }

    private static void Error(LinkContext context, FieldDescriptor field, string message, string? help = null) =>
        context.Error(DiagnosticIds.FeatureNotAllowed, field, ErrorLocation.Name, message, help);

    private static bool IsMapEntryField(FieldDescriptor field) => !field.IsExtension && field.ContainingType.IsMapEntry;

    private static bool IsImplicit(FieldDescriptor field) =>
        field.Features.FieldPresence == FieldPresence.Implicit && !field.IsRepeated && !field.IsExtension && field.ContainingOneof is null && field.MessageType is null;

    private static void CheckReplacedOptions(LinkContext context, FieldDescriptor field)
    {
        if (field.Options is not { } options)
            return;
        if (options.Packed is not null)
            context.Error(DiagnosticIds.OptionNotAllowed, field, ErrorLocation.Name, "the option \"packed\" does not exist in editions", "use features.repeated_field_encoding");
        if (options.Ctype is null)
            return;
        if (context.File.Edition >= Edition.Edition2024)
            context.Error(DiagnosticIds.OptionNotAllowed, field, ErrorLocation.Name, "the option \"ctype\" does not exist any more from edition 2024 on", "use features.(pb.cpp).string_type", new ErrorPlace(field.Proto, ErrorLocation.Type));
    }

    private static void CheckImplicit(LinkContext context, FieldDescriptor field)
    {
        if (field.HasExplicitDefault)
            Error(context, field, "a field with implicit presence cannot have a default", "remove the default, or set features.field_presence = EXPLICIT");
        if (field.EnumType is { IsClosed: true } && !IsMapEntryField(field))
            Error(context, field, "an enum field with implicit presence must be of an open enum", "set features.field_presence = EXPLICIT");
    }

    private static void CheckPresence(LinkContext context, FieldDescriptor field, FieldPresence presence)
    {
        if (field.ContainingOneof is not null)
            Error(context, field, "a field of a oneof cannot set field_presence: it always has presence");
        else if (field.IsRepeated)
            Error(context, field, "a repeated field cannot set field_presence: it never has presence");
        else if (field.IsExtension)
            Error(context, field, "an extension cannot set field_presence: it always has presence");
        else if (field.MessageType is not null && presence == FieldPresence.Implicit)
            Error(context, field, "a message field cannot have implicit presence");
    }

    private static void CheckEncodings(LinkContext context, FieldDescriptor field, FeatureSet own)
    {
        if (!field.IsRepeated && own.RepeatedFieldEncoding is not null)
            Error(context, field, "only a repeated field can set repeated_field_encoding");
        if (!IsString(field) && own.Utf8Validation is not null)
            Error(context, field, "only a string field can set utf8_validation");
        if (own.RepeatedFieldEncoding == RepeatedFieldEncoding.Packed && field.IsRepeated && !FieldFinisher.IsPackable(field.Kind))
            Error(context, field, "only a repeated field of numbers, bools or enums can be packed");
        if (own.MessageEncoding is not null && (field.MessageType is null || field.IsMap))
            Error(context, field, "only a message field can set message_encoding");
    }

    // A map counts as a string when its key or its value is one.
    private static bool IsString(FieldDescriptor field)
    {
        if (!field.IsMap)
            return field.Kind == FieldKind.String;
        foreach (var part in field.MessageType!.Fields)
        {
            if (part.Kind == FieldKind.String)
                return true;
        }

        return false;
    }
}
