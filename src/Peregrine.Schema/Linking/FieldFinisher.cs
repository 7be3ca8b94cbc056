namespace Peregrine.Schema;

/// <summary>Derives from features what fields are: packed, with presence, required, delimited.</summary>
internal static class FieldFinisher
{
    public static void Finish(LinkContext context)
    {
        foreach (var message in context.Messages)
        {
            foreach (var field in message.Fields)
                Finish(field);
        }

        foreach (var extension in context.Extensions)
            Finish(extension);
    }

    private static void Finish(FieldDescriptor field)
    {
        var features = field.Features;
        field.Kind = (FieldKind)(field.Proto.Type ?? 0);
        var isMapPart = field.IsMap || (!field.IsExtension && field.ContainingType.IsMapEntry);
        if (field.Kind == FieldKind.Message && features.MessageEncoding == MessageFieldEncoding.Delimited && !isMapPart)
            field.Kind = FieldKind.Group;
        field.IsRequired = field.Proto.Label == FieldLabel.Required || (!field.IsRepeated && features.FieldPresence == FieldPresence.LegacyRequired);
        field.IsPacked = field.IsRepeated && IsPackable(field.Kind) && features.RepeatedFieldEncoding == RepeatedFieldEncoding.Packed;
        field.HasPresence = !field.IsRepeated
            && (field.MessageType is not null || field.IsExtension || field.ContainingOneof is not null || features.FieldPresence != FieldPresence.Implicit);
    }

    public static bool IsPackable(FieldKind kind) =>
        kind is not (FieldKind.String or FieldKind.Bytes or FieldKind.Message or FieldKind.Group or FieldKind.Unknown);
}
