using System;
using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>No two fields of a message share a JSON name, neither as declared nor as derived (field masks use the derived ones).</summary>
internal static class JsonNameRules
{
    public static void Check(LinkContext context, MessageDescriptor message)
    {
        if (message.Options?.DeprecatedLegacyJsonFieldConflicts == true)
            return;
        Check(context, message, useCustom: false);
        Check(context, message, useCustom: true);
    }

    private static void Check(LinkContext context, MessageDescriptor message, bool useCustom)
    {
        var seen = new Dictionary<string, (FieldDescriptor Field, bool IsCustom)>(StringComparer.Ordinal);
        foreach (var field in message.Fields)
        {
            var derived = JsonNames.Derive(field.Name);
            var isCustom = useCustom && field.Proto.JsonName is { } declared && declared != derived;
            var name = isCustom ? field.Proto.JsonName! : derived;
            if (isCustom && name.Length > 1 && name[0] == '[' && name[name.Length - 1] == ']')
            {
                context.Error(DiagnosticIds.JsonNameInvalid, message.FullName, field.Proto, ErrorLocation.JsonName, $"the JSON name \"{name}\" of the field \"{field.Name}\" cannot begin with '[' and end with ']': such names are extensions'", reportedAt: new ErrorPlace(field.Proto, ErrorLocation.Name));
                continue;
            }

            if (!seen.TryGetValue(name, out var other))
            {
                seen.Add(name, (field, isCustom));
                continue;
            }

            // Two derived names were compared in the first pass.
            if (useCustom && !isCustom && !other.IsCustom)
                continue;
            var text = $"the {Kind(isCustom)} JSON name \"{name}\" of the field \"{field.Name}\" is the {Kind(other.IsCustom)} JSON name of the field \"{other.Field.Name}\" too";
            if (message.Features.JsonFormat == JsonFormat.LegacyBestEffort && (!isCustom || !other.IsCustom))
                context.Warning(DiagnosticIds.JsonNameConflict, message.FullName, field.Proto, ErrorLocation.Name, text);
            else
                context.Error(DiagnosticIds.JsonNameConflict, message.FullName, field.Proto, ErrorLocation.Name, text, "rename one of the two fields, or set json_name");
        }
    }

    private static string Kind(bool isCustom) => isCustom ? "custom" : "derived";
}
