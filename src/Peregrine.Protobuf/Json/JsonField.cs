using System.Text.Json;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>What JSON needs to know of one field, worked out once.</summary>
internal sealed class JsonField
{
    private JsonLayout? _message;
    private JsonLayout? _entry;

    public JsonField(FieldDescriptor descriptor)
    {
        Descriptor = descriptor;
        Index = descriptor.Index;
        Kind = descriptor.Kind;
        IsExtension = descriptor.IsExtension;
        IsMessage = Kind is FieldKind.Message or FieldKind.Group;
        IsMap = descriptor.IsMap;
        IsRepeated = descriptor.IsRepeated && !IsMap;
        HasPresence = descriptor.HasPresence;
        OneofIndex = descriptor.RealContainingOneof?.Index ?? -1;
        string jsonName = descriptor.IsExtension ? $"[{descriptor.FullName}]" : descriptor.JsonName;
        string protoName = descriptor.IsExtension ? jsonName : descriptor.Name;
        JsonName = Quote(jsonName);
        ProtoName = Quote(protoName);
        if (descriptor.EnumType is { } type)
            Enum = new JsonEnum(type);
    }

    public FieldDescriptor Descriptor { get; }

    public int Index { get; }

    public FieldKind Kind { get; }

    public bool IsExtension { get; }

    public bool IsMessage { get; }

    public bool IsMap { get; }

    /// <summary>A list, not a map.</summary>
    public bool IsRepeated { get; }

    public bool HasPresence { get; }

    public int OneofIndex { get; }

    /// <summary>The name in quotes, escaped, with the colon.</summary>
    public JsonName JsonName { get; }

    /// <summary>The same for the name in the .proto.</summary>
    public JsonName ProtoName { get; }

    public JsonEnum? Enum { get; }

    /// <summary>Of a message field. Looked up late because message types may contain themselves.</summary>
    public JsonLayout Message => _message ??= JsonLayout.Of(Descriptor.MessageType!);

    public JsonField MapKey => (_entry ??= JsonLayout.Of(Descriptor.MessageType!)).Fields[0];

    public JsonField MapValue => (_entry ??= JsonLayout.Of(Descriptor.MessageType!)).Fields[1];

    /// <summary>Whether JSON null is a value of this field's type and not the absence of one.</summary>
    public bool TakesNull => Enum is { IsNullValue: true } || (Kind == FieldKind.Message && Message.Form == JsonForm.Value);

    private static JsonName Quote(string name) =>
        new($"\"{JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":");
}
