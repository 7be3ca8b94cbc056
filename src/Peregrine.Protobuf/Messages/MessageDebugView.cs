using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;
using Peregrine.Schema;

namespace Peregrine.Protobuf;

/// <summary>
/// For debuggers: a message as the list of its fields that are set, by their names in the <c>.proto</c>, then its extensions and unknown fields. Generated messages name it as their
/// <see cref="DebuggerTypeProxyAttribute"/>; trimming takes it away with the attribute.
/// </summary>
[EditorBrowsable(EditorBrowsableState.Never)]
public sealed class MessageDebugView
{
    private readonly IReflectable _message;

    /// <summary>Creates the view of <paramref name="message"/>, which stays as it is.</summary>
    public MessageDebugView(IMessage message)
    {
        ArgumentNullException.ThrowIfNull(message);
        _message = (IReflectable)message;
    }

    /// <summary>What is set, in order of declaration.</summary>
    [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
    public IReadOnlyList<Field> Fields => [.. OwnFields(), .. ExtensionFields(), .. UnknownFields()];

    private IEnumerable<Field> OwnFields() => _message.Descriptor.Fields
        .Where(field => _message.HasField(field.Index))
        .Select(field => new Field(field.Name, ToObject(field, _message.GetField(field.Index))));

    private IEnumerable<Field> ExtensionFields() => _message.Extensions is not { } extensions ? []
        : extensions.Set.Where(extensions.Has).Select(extension => new Field($"[{extension.Descriptor.FullName}]", ToObject(extension.Descriptor, extensions.Get(extension))));

    private IEnumerable<Field> UnknownFields() => _message.UnknownFields is not { IsEmpty: false } unknown ? []
        : unknown.Fields.Select(static field => new Field(string.Create(CultureInfo.InvariantCulture, $"unknown field {field.Number}"), field));

    private static object? ToObject(FieldDescriptor field, in FieldValue value) => value.Kind switch
    {
        FieldValueKind.Int32 => value.AsInt32(),
        FieldValueKind.Int64 => value.AsInt64(),
        FieldValueKind.UInt32 => value.AsUInt32(),
        FieldValueKind.UInt64 => value.AsUInt64(),
        FieldValueKind.Float => value.AsFloat(),
        FieldValueKind.Double => value.AsDouble(),
        FieldValueKind.Bool => value.AsBool(),
        FieldValueKind.Enum => field.EnumType?.FindValueByNumber(value.AsEnum())?.Name ?? (object)value.AsEnum(),
        FieldValueKind.String => value.AsString(),
        FieldValueKind.Bytes => value.AsBytes(),
        FieldValueKind.Message => value.AsMessage(),
        FieldValueKind.Repeated => value.AsRepeated(),
        FieldValueKind.Map => value.AsMap(),
        _ => null,
    };

    /// <summary>One field that is set.</summary>
    [DebuggerDisplay("{Value}", Name = "{Name,nq}")]
    public sealed class Field
    {
        internal Field(string name, object? value)
        {
            Name = name;
            Value = value;
        }

        /// <summary>The field's name; of an extension in brackets.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.Never)]
        public string Name { get; }

        /// <summary>The value: an enum's by its name where it has one; a message, list or map as it is.</summary>
        [DebuggerBrowsable(DebuggerBrowsableState.RootHidden)]
        public object? Value { get; }
    }
}
