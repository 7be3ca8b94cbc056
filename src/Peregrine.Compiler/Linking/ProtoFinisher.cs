using Peregrine.Schema;

namespace Peregrine.Compiler.Linking;

/// <summary>
/// Brings a linked file's descriptor into the form in which the reference implementation gives it out: JSON names and defaults written in
/// full, no syntax for proto2.
/// </summary>
internal static class ProtoFinisher
{
    public static void Finish(FileDescriptor file)
    {
        if (file.Proto.Syntax == "proto2")
            file.Proto.Syntax = null;
        foreach (var message in file.Messages)
            Finish(message);
        foreach (var extension in file.Extensions)
            Finish(extension);
    }

    private static void Finish(MessageDescriptor message)
    {
        foreach (var field in message.Fields)
            Finish(field);
        foreach (var extension in message.Extensions)
            Finish(extension);
        foreach (var nested in message.NestedMessages)
            Finish(nested);
    }

    private static void Finish(FieldDescriptor field)
    {
        field.Proto.JsonName ??= JsonNames.Derive(field.Name);
        if (field.Proto.DefaultValue is null)
            return;
        field.Proto.DefaultValue = field.DefaultValue switch
        {
            float number => FloatFormat.Format(number),
            double number => FloatFormat.Format(number),
            byte[] bytes => CEscaping.Escape(bytes),
            _ => field.Proto.DefaultValue,
        };
    }
}
