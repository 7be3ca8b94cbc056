using System;
using System.Collections.Generic;
using Peregrine.Schema;

namespace Peregrine.Compiler.Output;

/// <summary>Visits every options message of a file, with its path and a way to replace it.</summary>
internal static class OptionsWalker
{
    public static IEnumerable<(DescriptorOptions Options, int[] Path, Action<DescriptorOptions?> Replace)> Walk(FileDescriptorProto file)
    {
        if (file.Options is not null)
            yield return (file.Options, [8], options => file.Options = (FileOptions?)options);
        for (var i = 0; i < file.MessageType.Count; i++)
        {
            foreach (var item in Walk(file.MessageType[i], [4, i]))
                yield return item;
        }

        for (var i = 0; i < file.EnumType.Count; i++)
        {
            foreach (var item in Walk(file.EnumType[i], [5, i]))
                yield return item;
        }

        for (var i = 0; i < file.Service.Count; i++)
        {
            foreach (var item in Walk(file.Service[i], [6, i]))
                yield return item;
        }

        foreach (var item in Walk(file.Extension, [], 7))
            yield return item;
    }

    private static IEnumerable<(DescriptorOptions Options, int[] Path, Action<DescriptorOptions?> Replace)> Walk(DescriptorProto message, int[] path)
    {
        if (message.Options is not null)
            yield return (message.Options, [.. path, 7], options => message.Options = (MessageOptions?)options);
        foreach (var item in Walk(message.Field, path, 2))
            yield return item;
        foreach (var item in Walk(message.Extension, path, 6))
            yield return item;
        for (var i = 0; i < message.NestedType.Count; i++)
        {
            foreach (var item in Walk(message.NestedType[i], [.. path, 3, i]))
                yield return item;
        }

        for (var i = 0; i < message.EnumType.Count; i++)
        {
            foreach (var item in Walk(message.EnumType[i], [.. path, 4, i]))
                yield return item;
        }

        for (var i = 0; i < message.ExtensionRange.Count; i++)
        {
            var range = message.ExtensionRange[i];
            if (range.Options is not null)
                yield return (range.Options, [.. path, 5, i, 3], options => range.Options = (ExtensionRangeOptions?)options);
        }

        for (var i = 0; i < message.OneofDecl.Count; i++)
        {
            var oneof = message.OneofDecl[i];
            if (oneof.Options is not null)
                yield return (oneof.Options, [.. path, 8, i, 2], options => oneof.Options = (OneofOptions?)options);
        }
    }

    private static IEnumerable<(DescriptorOptions Options, int[] Path, Action<DescriptorOptions?> Replace)> Walk(List<FieldDescriptorProto> fields, int[] path, int number)
    {
        for (var i = 0; i < fields.Count; i++)
        {
            var field = fields[i];
            if (field.Options is not null)
                yield return (field.Options, [.. path, number, i, 8], options => field.Options = (FieldOptions?)options);
        }
    }

    private static IEnumerable<(DescriptorOptions Options, int[] Path, Action<DescriptorOptions?> Replace)> Walk(EnumDescriptorProto type, int[] path)
    {
        if (type.Options is not null)
            yield return (type.Options, [.. path, 3], options => type.Options = (EnumOptions?)options);
        for (var i = 0; i < type.Value.Count; i++)
        {
            var value = type.Value[i];
            if (value.Options is not null)
                yield return (value.Options, [.. path, 2, i, 3], options => value.Options = (EnumValueOptions?)options);
        }
    }

    private static IEnumerable<(DescriptorOptions Options, int[] Path, Action<DescriptorOptions?> Replace)> Walk(ServiceDescriptorProto service, int[] path)
    {
        if (service.Options is not null)
            yield return (service.Options, [.. path, 3], options => service.Options = (ServiceOptions?)options);
        for (var i = 0; i < service.Method.Count; i++)
        {
            var method = service.Method[i];
            if (method.Options is not null)
                yield return (method.Options, [.. path, 2, i, 4], options => method.Options = (MethodOptions?)options);
        }
    }
}
