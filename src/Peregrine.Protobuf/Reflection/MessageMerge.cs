namespace Peregrine.Protobuf.Reflection;

/// <summary>Merging and copying messages field by field, between any two implementations of the same type.</summary>
internal static class MessageMerge
{
    /// <summary>Copies the fields that are set in <paramref name="source"/> on top of <paramref name="target"/>, as if its bytes were read. Nothing mutable is shared.</summary>
    public static void Merge(IReflectable source, IReflectable target)
    {
        if (source.Descriptor.FullName != target.Descriptor.FullName)
            throw new ArgumentException($"{source.Descriptor.FullName} cannot be merged into {target.Descriptor.FullName}", nameof(source));
        int count = source.Descriptor.Fields.Count;
        for (int i = 0; i < count; i++)
        {
            if (source.HasField(i))
                MergeField(source, target, i);
        }

        if (source.Extensions is { Count: > 0 } extensions)
            target.Extensions = ExtensionSet.Merge(target.Extensions, extensions);
        target.UnknownFields = UnknownFieldSet.Merge(target.UnknownFields, source.UnknownFields);
    }

    /// <summary>Merges one field that is set in <paramref name="source"/>.</summary>
    public static void MergeField(IReflectable source, IReflectable target, int index)
    {
        FieldValue value = source.GetField(index);
        switch (value.Kind)
        {
            case FieldValueKind.Repeated: AddElements(value.AsRepeated(), target, index); break;
            case FieldValueKind.Map: AddEntries(value.AsMap(), target, index); break;
            case FieldValueKind.Message: MergeMessage((IReflectable)value.AsMessage()!, target, index); break;
            default: target.SetField(index, value); break;
        }
    }

    private static void MergeMessage(IReflectable source, IReflectable target, int index)
    {
        var child = (IReflectable)(target.HasField(index) ? target.GetField(index).AsMessage()! : target.CreateField(index));
        Merge(source, child);
        target.SetField(index, FieldValue.FromMessage(child));
    }

    private static void AddElements(IRepeatedField source, IReflectable target, int index)
    {
        IRepeatedField elements = target.GetField(index).AsRepeated();
        // The count first: a message may be merged into itself.
        int count = source.Count;
        for (int i = 0; i < count; i++)
            elements.Add(Copy(source.GetAt(i), target, index));
    }

    private static void AddEntries(IMapField source, IReflectable target, int index)
    {
        IMapField entries = target.GetField(index).AsMap();
        for (int i = 0; i < source.Count; i++)
            entries.Set(source.KeyAt(i), Copy(source.ValueAt(i), target, index));
    }

    private static FieldValue Copy(in FieldValue value, IReflectable target, int index)
    {
        if (value.Kind != FieldValueKind.Message)
            return value;
        IMessage copy = target.CreateField(index);
        Merge((IReflectable)value.AsMessage()!, (IReflectable)copy);
        return FieldValue.FromMessage(copy);
    }
}
