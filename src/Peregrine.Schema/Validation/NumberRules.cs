using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>No two fields of a message, and no two extensions of it, share a number.</summary>
internal static class NumberRules
{
    public static void CheckFields(LinkContext context, MessageDescriptor message)
    {
        var numbers = new Dictionary<int, FieldDescriptor>(message.Fields.Count);
        int? free = null;
        foreach (var field in message.Fields)
        {
            if (!numbers.TryGetValue(field.Number, out var other))
                numbers.Add(field.Number, field);
            else
                context.Error(DiagnosticIds.FieldNumberTwice, field, ErrorLocation.Number, $"the field number {field.Number} is used in \"{message.FullName}\" by the field \"{other.Name}\" already", $"the next free number is {free ??= NextFree(message)}");
        }
    }

    public static void CheckExtensions(LinkContext context)
    {
        var own = new Dictionary<(MessageDescriptor Extendee, int Number), FieldDescriptor>();
        foreach (var extension in context.Extensions)
        {
            if (extension.ContainingType is not { } extendee)
                continue;
            var key = (extendee, extension.Number);
            if (!own.TryGetValue(key, out var other))
                other = context.Pool?.FindExtension(extendee, extension.Number);
            if (other is null)
                own.Add(key, extension);
            else
                Report(context, extension, other);
        }
    }

    private static void Report(LinkContext context, FieldDescriptor extension, FieldDescriptor other)
    {
        var isOwn = other.File == context.File;
        var where = isOwn ? "" : $", defined in \"{other.File.Name}\"";
        var message = $"the extension number {extension.Number} is used in \"{extension.ContainingType.FullName}\" by the extension \"{other.FullName}\"{where} already";
        // The reference compiler bears with this across files, and so must we.
        if (isOwn)
            context.Error(DiagnosticIds.ExtensionNumberTwice, extension, ErrorLocation.Number, message, "give it another number");
        else
            context.Warning(DiagnosticIds.ExtensionNumberTwice, extension.FullName, extension.Proto, ErrorLocation.Number, message, "give it another number");
    }

    // Numbers in no field, reserved range or extension range, nor reserved for implementations.
    private static int NextFree(MessageDescriptor message)
    {
        var next = 1;
        foreach (var field in message.Fields)
        {
            if (field.Number >= next && field.Number < FieldRules.MaxNumber)
                next = field.Number + 1;
        }

        foreach (var range in message.Proto.ReservedRange)
        {
            if (range.Start <= next && next < range.End)
                next = range.End ?? next;
        }

        return next is >= 19000 and <= 19999 ? 20000 : next;
    }
}
