namespace Peregrine.Protobuf.Dynamic;

/// <summary>Keeps values of a wrong type out of dynamic messages, which the compiler does for generated ones.</summary>
internal static class FieldValueCheck
{
    /// <summary>Checks a singular value, an element, a key or a map's value.</summary>
    public static void Element(DynamicField field, in FieldValue value)
    {
        if (value.Kind != field.ElementKind)
            throw new ArgumentException($"{field.Descriptor.FullName} holds {field.ElementKind}, not {value.Kind}", nameof(value));
        if (value.Kind == FieldValueKind.Message)
            Message(field, value.AsMessage());
        else if (value.Kind == FieldValueKind.String)
            ArgumentNullException.ThrowIfNull(value.AsString(), nameof(value));
    }

    private static void Message(DynamicField field, IMessage? message)
    {
        if (message is null)
            throw new ArgumentException($"a message for {field.Descriptor.FullName} cannot be null: clear the field instead", nameof(message));
        if (message.Descriptor != field.Descriptor.MessageType && message.Descriptor.FullName != field.Descriptor.MessageType!.FullName)
            throw new ArgumentException($"{field.Descriptor.FullName} holds {field.Descriptor.MessageType.FullName}, not {message.Descriptor.FullName}", nameof(message));
    }
}
