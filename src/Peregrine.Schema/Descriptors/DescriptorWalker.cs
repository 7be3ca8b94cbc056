using System.Collections.Generic;

namespace Peregrine.Schema;

/// <summary>Visits everything that a file declares.</summary>
internal static class DescriptorWalker
{
    public static IEnumerable<Descriptor> Walk(FileDescriptor file)
    {
        foreach (var message in file.Messages)
        {
            foreach (var item in Walk(message))
                yield return item;
        }

        foreach (var type in file.Enums)
        {
            yield return type;
            foreach (var value in type.Values)
                yield return value;
        }

        foreach (var service in file.Services)
        {
            yield return service;
            foreach (var method in service.Methods)
                yield return method;
        }

        foreach (var extension in file.Extensions)
            yield return extension;
    }

    private static IEnumerable<Descriptor> Walk(MessageDescriptor message)
    {
        yield return message;
        foreach (var oneof in message.Oneofs)
            yield return oneof;
        foreach (var field in message.Fields)
            yield return field;
        foreach (var extension in message.Extensions)
            yield return extension;
        foreach (var type in message.NestedEnums)
        {
            yield return type;
            foreach (var value in type.Values)
                yield return value;
        }

        foreach (var nested in message.NestedMessages)
        {
            foreach (var item in Walk(nested))
                yield return item;
        }
    }
}
