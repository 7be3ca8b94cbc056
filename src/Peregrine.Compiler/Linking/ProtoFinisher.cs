using System;
using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.Linking;

/// <summary>
/// Brings a linked file's descriptor into the form in which the reference implementation gives it out: JSON names and defaults written in
/// full, no syntax for proto2.
/// </summary>
internal sealed class ProtoFinisher
{
    // Names repeat from file to file, and so do the JSON names derived from them.
    private readonly Dictionary<string, string> _jsonNames = new(StringComparer.Ordinal);

    public void Finish(FileDescriptor file)
    {
        if (file.Proto.Syntax == "proto2")
            file.Proto.Syntax = null;
        foreach (var message in file.Messages)
            Finish(message);
        foreach (var extension in file.Extensions)
            Finish(extension);
    }

    private void Finish(MessageDescriptor message)
    {
        foreach (var field in message.Fields)
            Finish(field);
        foreach (var extension in message.Extensions)
            Finish(extension);
        foreach (var nested in message.NestedMessages)
            Finish(nested);
    }

    private void Finish(FieldDescriptor field)
    {
        if (field.Proto.JsonName is null)
        {
            if (!_jsonNames.TryGetValue(field.Name, out var name))
                _jsonNames.Add(field.Name, name = JsonNames.Derive(field.Name));
            field.Proto.JsonName = name;
        }

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
