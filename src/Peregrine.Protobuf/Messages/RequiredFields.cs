using System.Text;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>Names the required field that a message lacks.</summary>
internal static class RequiredFields
{
    public static string Describe(IMessage message)
    {
        var path = new StringBuilder();
        return message is IReflectable reflectable && Find(reflectable, path)
            ? $"required field {path} of {message.Descriptor.FullName} is not set"
            : $"a required field within {message.Descriptor.FullName} is not set";
    }

    private static bool Find(IReflectable message, StringBuilder path)
    {
        int start = path.Length;
        foreach (FieldDescriptor field in message.Descriptor.Fields)
        {
            path.Length = start;
            path.Append(start == 0 ? "" : ".").Append(field.Name);
            if (!message.HasField(field.Index))
            {
                if (field.IsRequired)
                    return true;
                continue;
            }

            if (field.MessageType is not null && FindWithin(message.GetField(field.Index), path))
                return true;
        }

        path.Length = start;
        return false;
    }

    private static bool FindWithin(in FieldValue value, StringBuilder path)
    {
        int start = path.Length;
        switch (value.Kind)
        {
            case FieldValueKind.Repeated:
                IRepeatedField elements = value.AsRepeated();
                for (int i = 0; i < elements.Count; i++)
                {
                    path.Length = start;
                    path.Append('[').Append(i).Append(']');
                    if (FindWithin(elements.GetAt(i), path))
                        return true;
                }

                return false;
            case FieldValueKind.Map:
                IMapField entries = value.AsMap();
                for (int i = 0; i < entries.Count; i++)
                {
                    path.Length = start;
                    FieldPaths.AppendKey(path, entries.KeyAt(i));
                    if (FindWithin(entries.ValueAt(i), path))
                        return true;
                }

                return false;
            case FieldValueKind.Message:
                return value.AsMessage() is IReflectable inner && !inner.IsInitialized() && Find(inner, path);
            default:
                return false;
        }
    }
}
