using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Lists the options messages of a file in the order in which they are interpreted.</summary>
internal static class OptionsTargets
{
    private const string Prefix = "google.protobuf.";

    public static List<OptionsTarget> Collect(FileDescriptor file)
    {
        var targets = new List<OptionsTarget>();
        foreach (var message in file.Messages)
            AddMessage(targets, message);
        foreach (var type in file.Enums)
            AddEnum(targets, type);
        foreach (var service in file.Services)
        {
            foreach (var method in service.Methods)
                Add(targets, method, "MethodOptions");
            Add(targets, service, "ServiceOptions");
        }

        foreach (var extension in file.Extensions)
            Add(targets, extension, "FieldOptions");
        if (file.Options is { } options)
            targets.Add(new OptionsTarget(options, Prefix + "FileOptions", file.Package + ".dummy", file));
        return targets;
    }

    private static void Add(List<OptionsTarget> targets, Descriptor element, string type)
    {
        if (element.OptionsMessage is { } options)
            targets.Add(new OptionsTarget(options, Prefix + type, element.FullName, element));
    }

    private static void AddMessage(List<OptionsTarget> targets, MessageDescriptor message)
    {
        foreach (var oneof in message.Oneofs)
            Add(targets, oneof, "OneofOptions");
        foreach (var field in message.Fields)
            Add(targets, field, "FieldOptions");
        foreach (var nested in message.NestedMessages)
            AddMessage(targets, nested);
        foreach (var type in message.NestedEnums)
            AddEnum(targets, type);
        foreach (var range in message.ExtensionRanges)
        {
            if (range.Options is { } options)
                targets.Add(new OptionsTarget(options, Prefix + "ExtensionRangeOptions", message.FullName, message));
        }

        foreach (var extension in message.Extensions)
            Add(targets, extension, "FieldOptions");
        Add(targets, message, "MessageOptions");
    }

    private static void AddEnum(List<OptionsTarget> targets, EnumDescriptor type)
    {
        foreach (var value in type.Values)
            Add(targets, value, "EnumValueOptions");
        Add(targets, type, "EnumOptions");
    }
}
