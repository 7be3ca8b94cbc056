namespace Peregrine.Protobuf;

/// <summary>
/// A message whose fields can be reached by descriptor. Fields are named by <c>FieldDescriptor.Index</c>, their place in <c>MessageDescriptor.Fields</c>; extensions are reached through <see cref="Extensions"/>.
/// </summary>
public interface IReflectable : IMessage
{
    /// <summary>The fields that the schema does not know; null when there are none.</summary>
    UnknownFieldSet? UnknownFields { get; set; }

    /// <summary>The extensions that are set; null when there are none or the message has no extension ranges.</summary>
    ExtensionSet? Extensions { get; set; }

    /// <summary>Whether the field is set: explicitly where it has presence, else whether it differs from its default; repeated and map fields, whether they have elements.</summary>
    bool HasField(int index);

    /// <summary>The field's value; its default when it is not set (for a message: a null message). Repeated and map fields give their live view.</summary>
    FieldValue GetField(int index);

    /// <summary>Shows every field that is set (see <see cref="HasField"/>) to <paramref name="visitor"/>, in order of declaration. Extensions and unknown fields are not among them.</summary>
    void VisitFields(FieldVisitor visitor)
    {
        ArgumentNullException.ThrowIfNull(visitor);
        int count = Descriptor.Fields.Count;
        for (int i = 0; i < count; i++)
        {
            if (HasField(i))
                visitor.Visit(i, GetField(i));
        }
    }

    /// <summary>Sets a singular field; a member of a oneof unsets the others.</summary>
    void SetField(int index, in FieldValue value);

    /// <summary>Unsets the field.</summary>
    void ClearField(int index);

    /// <summary>A new message, not attached, of the type of the field, of its elements or of its map values.</summary>
    IMessage CreateField(int index);
}
