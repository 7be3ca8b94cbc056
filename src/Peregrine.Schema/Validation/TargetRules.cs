using System.Linq;

namespace Peregrine.Schema;

/// <summary>Options that say which kinds of elements they are for (<c>targets</c>).</summary>
internal static class TargetRules
{
    public static void Check(LinkContext context)
    {
        foreach (var target in OptionsTargets.Collect(context.File))
        {
            if (SetOptions.MayHaveRules(target.Options))
                Check(context, target.Owner, SetOptions.Read(context, target), TypeOf(target.Options));
        }
    }

    private static void Check(LinkContext context, Descriptor owner, OptionMessage message, OptionTargetType type)
    {
        foreach (var entry in message.Fields)
        {
            var targets = entry.Field.Options?.Targets;
            if (targets is { Count: > 0 } && !targets.Contains(type))
            {
                var allowed = string.Join(", ", targets.Select(Name));
                context.Error(DiagnosticIds.OptionTarget, owner, ErrorLocation.Name, $"the option \"{entry.Field.FullName}\" cannot be set on {Name(type)}", $"it is for {allowed}");
            }

            foreach (var value in entry.Values)
            {
                if (value.Message is not null)
                    Check(context, owner, value.Message, type);
            }
        }
    }

    private static OptionTargetType TypeOf(DescriptorOptions options) => options switch
    {
        FileOptions => OptionTargetType.File,
        ExtensionRangeOptions => OptionTargetType.ExtensionRange,
        MessageOptions => OptionTargetType.Message,
        FieldOptions => OptionTargetType.Field,
        OneofOptions => OptionTargetType.Oneof,
        EnumOptions => OptionTargetType.Enum,
        EnumValueOptions => OptionTargetType.EnumEntry,
        ServiceOptions => OptionTargetType.Service,
        MethodOptions => OptionTargetType.Method,
        _ => OptionTargetType.Unknown,
    };

    private static string Name(OptionTargetType type) => type switch
    {
        OptionTargetType.File => "a file",
        OptionTargetType.ExtensionRange => "an extension range",
        OptionTargetType.Message => "a message",
        OptionTargetType.Field => "a field",
        OptionTargetType.Oneof => "a oneof",
        OptionTargetType.Enum => "an enum",
        OptionTargetType.EnumEntry => "an enum value",
        OptionTargetType.Service => "a service",
        OptionTargetType.Method => "a method",
        _ => "this",
    };
}
