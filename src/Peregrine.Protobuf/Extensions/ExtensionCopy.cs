namespace Peregrine.Protobuf.Extensions;

/// <summary>Copies extension values: deeply, and from the types of one extension object to those of another for the same field.</summary>
internal readonly ref struct ExtensionCopy(Extension source, FieldValue value)
{
    public FieldValue As(Extension target)
    {
        if (value.Kind != FieldValueKind.Repeated)
            return Convert(target, value);
        IRepeatedField from = value.AsRepeated();
        IRepeatedField to = target.CreateRepeated();
        if (to.GetType() == from.GetType())
            return value;
        for (int i = 0; i < from.Count; i++)
            to.Add(Convert(target, from.GetAt(i)));
        return FieldValue.FromRepeated(to);
    }

    public static FieldValue Clone(in FieldValue value) =>
        value.AsMessageOrNull() is { } message ? FieldValue.FromMessage(message.Clone()) : value;

    private FieldValue Convert(Extension target, in FieldValue element)
    {
        if (element.AsMessageOrNull() is not { } message)
            return element;
        IMessage typed = target.CreateMessage();
        if (typed.GetType() == message.GetType())
            return element;
        typed.MergeFrom(message.ToByteArray(), new ParseOptions { Extensions = new ExtensionRegistry(source) });
        return FieldValue.FromMessage(typed);
    }
}
