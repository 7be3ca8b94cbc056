namespace Peregrine.Schema;

/// <summary>A oneof has fields, together in one place; synthetic ones stand behind real ones.</summary>
internal static class OneofRules
{
    public static void Check(LinkContext context, MessageDescriptor message)
    {
        var firstSynthetic = -1;
        foreach (var oneof in message.Oneofs)
        {
            if (oneof.Fields.Count == 0)
                context.Error(DiagnosticIds.OneofEmpty, oneof, ErrorLocation.Name, $"the oneof \"{oneof.Name}\" has no fields", "give it a field or remove it");
            if (oneof.IsSynthetic)
                firstSynthetic = firstSynthetic < 0 ? oneof.Index : firstSynthetic;
            else if (firstSynthetic >= 0)
                context.Error(DiagnosticIds.MalformedDescriptor, message, ErrorLocation.Other, "synthetic oneofs must come after all other oneofs");
        }

        CheckTogether(context, message);
        CheckProto3Optional(context, message);
    }

    private static void CheckTogether(LinkContext context, MessageDescriptor message)
    {
        var finished = new bool[message.Oneofs.Count];
        OneofDescriptor? current = null;
        foreach (var field in message.Fields)
        {
            var oneof = field.ContainingOneof;
            if (current is not null && current != oneof)
                finished[current.Index] = true;
            if (oneof is not null && finished[oneof.Index])
                context.Error(DiagnosticIds.OneofSplit, field, ErrorLocation.Type, $"the fields of the oneof \"{oneof.Name}\" must stand together");
            current = oneof;
        }
    }

    private static void CheckProto3Optional(LinkContext context, MessageDescriptor message)
    {
        foreach (var field in message.Fields)
        {
            if (field.IsProto3Optional && field.ContainingOneof is not { Fields.Count: 1 })
                context.Error(DiagnosticIds.MalformedDescriptor, field, ErrorLocation.Other, "a field with proto3_optional must be the only member of a oneof");
        }
    }
}
