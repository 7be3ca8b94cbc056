namespace Peregrine.Schema;

/// <summary>What proto2 has and proto3 has not.</summary>
internal static class Proto3Rules
{
    public static void Check(LinkContext context, MessageDescriptor message)
    {
        if (message.ExtensionRanges.Count > 0)
            context.Error(DiagnosticIds.NotInProto3, message.FullName, message.ExtensionRanges[0], ErrorLocation.Number, "proto3 has no extension ranges", "remove the range, or use an edition");
        if (message.IsMessageSet)
            context.Error(DiagnosticIds.NotInProto3, message, ErrorLocation.Name, "proto3 has no MessageSets");
    }

    public static void Check(LinkContext context, FieldDescriptor field)
    {
        if (field.IsExtension && !IsOptionsMessage(field.ContainingType.FullName))
            context.Error(DiagnosticIds.NotInProto3, field, ErrorLocation.Extendee, "in proto3 only options can be extended");
        if (field.Proto.Label == FieldLabel.Required)
            context.Error(DiagnosticIds.NotInProto3, field, ErrorLocation.Type, "proto3 has no required fields", "remove \"required\"");
        if (field.HasExplicitDefault)
            context.Error(DiagnosticIds.NotInProto3, field, ErrorLocation.DefaultValue, "proto3 has no explicit defaults", "remove the default");
        if (field.EnumType is { IsClosed: true } type)
            context.Error(DiagnosticIds.EnumClosedInOpen, field, ErrorLocation.Type, $"the enum \"{type.FullName}\" is closed (proto2), so a proto3 message cannot use it", "declare the enum in a proto3 file, or make it open");
        if (field.Proto.Type == FieldType.Group)
            context.Error(DiagnosticIds.GroupNotAllowed, field, ErrorLocation.Type, "proto3 has no groups", "declare a message instead");
    }

    private static bool IsOptionsMessage(string fullName) => fullName switch
    {
        "google.protobuf.FileOptions" or "google.protobuf.MessageOptions" or "google.protobuf.FieldOptions" or "google.protobuf.EnumOptions"
            or "google.protobuf.EnumValueOptions" or "google.protobuf.ServiceOptions" or "google.protobuf.MethodOptions"
            or "google.protobuf.OneofOptions" or "google.protobuf.ExtensionRangeOptions" => true,
        _ => false,
    };
}
