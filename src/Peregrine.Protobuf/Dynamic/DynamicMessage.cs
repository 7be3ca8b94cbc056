using System.Diagnostics;
using Peregrine.Protobuf.Dynamic;
using Peregrine.Protobuf.Reflection;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>
/// A message whose type is known by its descriptor only, at run time. It can do all that generated messages can: binary, JSON, text, equality, extensions, unknown fields.
/// As with generated messages, one thread at a time may change it.
/// </summary>
[DebuggerDisplay("{Descriptor.FullName,nq} {ToString(),nq}")]
[DebuggerTypeProxy(typeof(MessageDebugView))]
public sealed class DynamicMessage : IReflectable, IEquatable<DynamicMessage>
{
    private readonly DynamicLayout _layout;

    // By FieldDescriptor.Index. FieldValueKind.None: not set. Repeated and map fields are made when they are first asked for.
    private readonly FieldValue[] _values;

    /// <summary>Creates an empty message.</summary>
    public DynamicMessage(MessageDescriptor descriptor)
        : this(DynamicLayout.Of(descriptor))
    {
    }

    internal DynamicMessage(DynamicLayout layout)
    {
        _layout = layout;
        _values = new FieldValue[layout.Fields.Length];
    }

    /// <inheritdoc/>
    public MessageDescriptor Descriptor => _layout.Descriptor;

    /// <inheritdoc/>
    public UnknownFieldSet? UnknownFields { get; set; }

    /// <inheritdoc/>
    public ExtensionSet? Extensions { get; set; }

    /// <summary>The value of a field of this message; its default when it is not set.</summary>
    /// <exception cref="ArgumentException">The field belongs to another message, or the value is not of the field's type.</exception>
    public FieldValue this[FieldDescriptor field]
    {
        get => GetField(IndexOf(field));
        set => SetField(IndexOf(field), value);
    }

    /// <summary>The value of the field that has this name in the <c>.proto</c>; its default when it is not set.</summary>
    /// <exception cref="ArgumentException">The message has no such field, or the value is not of the field's type.</exception>
    public FieldValue this[string fieldName]
    {
        get => GetField(IndexOf(fieldName));
        set => SetField(IndexOf(fieldName), value);
    }

    /// <summary>Reads a message of the type that <paramref name="descriptor"/> describes.</summary>
    /// <exception cref="InvalidProtocolBufferException">The bytes are no such message.</exception>
    public static DynamicMessage Parse(MessageDescriptor descriptor, ReadOnlySpan<byte> data, ParseOptions? options = null) =>
        (DynamicMessage)new DynamicMessageParser(descriptor).ParseMessage(data, options);

    /// <inheritdoc/>
    public bool HasField(int index)
    {
        FieldValue value = _values[index];
        return value.Kind switch
        {
            FieldValueKind.None => false,
            FieldValueKind.Repeated => value.AsRepeated().Count > 0,
            FieldValueKind.Map => value.AsMap().Count > 0,
            _ => true,
        };
    }

    /// <summary>Whether the field that has this name in the <c>.proto</c> is set.</summary>
    /// <exception cref="ArgumentException">The message has no such field.</exception>
    public bool HasField(string fieldName) => HasField(IndexOf(fieldName));

    /// <inheritdoc/>
    public FieldValue GetField(int index)
    {
        FieldValue value = _values[index];
        if (value.Kind != FieldValueKind.None)
            return value;
        DynamicField field = _layout.Fields[index];
        if (field.IsMap)
            return _values[index] = FieldValue.FromMap(new DynamicMapField(field));
        if (field.Descriptor.IsRepeated)
            return _values[index] = FieldValue.FromRepeated(new DynamicRepeatedField(field));
        return field.Default;
    }

    /// <inheritdoc/>
    public void SetField(int index, in FieldValue value)
    {
        DynamicField field = _layout.Fields[index];
        if (field.Descriptor.IsRepeated)
            throw new ArgumentException($"{field.Descriptor.FullName} is repeated: change the list or map that GetField gives", nameof(index));
        if (value.Kind == FieldValueKind.Message && value.IsNull)
        {
            _values[index] = default;
            return;
        }

        FieldValueCheck.Element(field, value);
        SetUnchecked(field, value);
    }

    /// <inheritdoc/>
    public void ClearField(int index)
    {
        switch (_values[index].Kind)
        {
            case FieldValueKind.Repeated: _values[index].AsRepeated().Clear(); break;
            case FieldValueKind.Map: _values[index].AsMap().Clear(); break;
            default: _values[index] = default; break;
        }
    }

    /// <inheritdoc/>
    public IMessage CreateField(int index)
    {
        DynamicField field = _layout.Fields[index];
        if (field.Descriptor.MessageType is null)
            throw new ArgumentException($"{field.Descriptor.FullName} holds no messages", nameof(index));
        return new DynamicMessage(field.IsMap ? field.MapValue.Message : field.Message);
    }

    /// <inheritdoc/>
    public void MergeFrom(ref WireReader reader) => DynamicReader.Merge(this, _layout, ref reader);

    /// <inheritdoc/>
    public void WriteTo(ref WireWriter writer) => DynamicWriter.Write(this, _layout, ref writer);

    /// <inheritdoc/>
    public bool IsInitialized()
    {
        foreach (DynamicField field in _layout.Fields)
        {
            if (field.Descriptor.IsRequired && !HasField(field.Index))
                return false;
            if (field.Descriptor.MessageType is not null && HasField(field.Index) && !AreInitialized(field, _values[field.Index]))
                return false;
        }

        return Extensions is null || Extensions.IsInitialized();
    }

    /// <inheritdoc/>
    public void Clear()
    {
        for (int i = 0; i < _values.Length; i++)
            ClearField(i);
        UnknownFields = null;
        Extensions = null;
    }

    /// <summary>A copy that shares no mutable state with this.</summary>
    public DynamicMessage Clone()
    {
        var copy = new DynamicMessage(_layout);
        MessageMerge.Merge(this, copy);
        return copy;
    }

    IMessage IMessage.Clone() => Clone();

    /// <summary>Copies the fields that are set in <paramref name="other"/> on top of this, as if its bytes were read.</summary>
    /// <exception cref="ArgumentException">The messages are of different types.</exception>
    public void MergeFrom(IReflectable other) => MessageMerge.Merge(other, this);

    /// <summary>Whether both are of the same type and have the same content, unknown fields included.</summary>
    public bool Equals(DynamicMessage? other) => MessageComparer.Default.Equals(this, other);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as DynamicMessage);

    /// <inheritdoc/>
    public override int GetHashCode() => MessageComparer.Default.GetHashCode(this);

    /// <summary>The message as JSON.</summary>
    public override string ToString() => JsonFormatter.ToDiagnosticString(this);

    /// <summary>Sets a singular field to a value that is known to be of its type.</summary>
    internal void SetUnchecked(DynamicField field, in FieldValue value)
    {
        foreach (int sibling in field.Siblings)
            _values[sibling] = default;
        // Without presence, the default is the same as nothing; −0 is not the default.
        _values[field.Index] = !field.Descriptor.HasPresence && value.IsZero ? default : value;
    }

    private static bool AreInitialized(DynamicField field, in FieldValue value)
    {
        switch (value.Kind)
        {
            case FieldValueKind.Message:
                return value.AsMessage()!.IsInitialized();
            case FieldValueKind.Repeated:
                IRepeatedField elements = value.AsRepeated();
                for (int i = 0; i < elements.Count; i++)
                {
                    if (!elements.GetAt(i).AsMessage()!.IsInitialized())
                        return false;
                }

                return true;
            default:
                IMapField entries = value.AsMap();
                for (int i = 0; i < entries.Count && field.MapValue.ElementKind == FieldValueKind.Message; i++)
                {
                    if (!entries.ValueAt(i).AsMessage()!.IsInitialized())
                        return false;
                }

                return true;
        }
    }

    private int IndexOf(FieldDescriptor field)
    {
        ArgumentNullException.ThrowIfNull(field);
        return field.ContainingType == Descriptor && !field.IsExtension
            ? field.Index
            : throw new ArgumentException($"{field.FullName} is no field of {Descriptor.FullName}", nameof(field));
    }

    private int IndexOf(string fieldName) =>
        Descriptor.FindFieldByName(fieldName)?.Index ?? throw new ArgumentException($"{Descriptor.FullName} has no field {fieldName}", nameof(fieldName));
}
