using System.Text;
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
        IsMap = descriptor.IsMap;
        IsRepeated = descriptor.IsRepeated && !IsMap;
        HasPresence = descriptor.HasPresence;
        OneofIndex = descriptor.RealContainingOneof?.Index ?? -1;
        string jsonName = descriptor.IsExtension ? $"[{descriptor.FullName}]" : descriptor.JsonName;
        string protoName = descriptor.IsExtension ? jsonName : descriptor.Name;
        JsonName = Encoding.UTF8.GetBytes(jsonName);
        ProtoName = Encoding.UTF8.GetBytes(protoName);
        JsonMember = Quote(jsonName);
        ProtoMember = Quote(protoName);
        IsSetByValue = !IsMap && !IsRepeated && (!HasPresence || descriptor.MessageType is not null);
        if (descriptor.EnumType is { } type)
            Enum = new JsonEnum(type);
    }

    public FieldDescriptor Descriptor { get; }

    public int Index { get; }

    public FieldKind Kind { get; }

    public bool IsMap { get; }

    /// <summary>A list, not a map.</summary>
    public bool IsRepeated { get; }

    public bool HasPresence { get; }

    public int OneofIndex { get; }

    public byte[] JsonName { get; }

    public byte[] ProtoName { get; }

    /// <summary>A comma, and the name in quotes, escaped, with the colon.</summary>
    public byte[] JsonMember { get; }

    public byte[] ProtoMember { get; }

    public JsonEnum? Enum { get; }

    /// <summary>Of a message field. Looked up late because message types may contain themselves.</summary>
    public JsonLayout Message => _message ??= JsonLayout.Of(Descriptor.MessageType!);

    public JsonField MapKey => (_entry ??= JsonLayout.Of(Descriptor.MessageType!)).Fields[0];

    public JsonField MapValue => (_entry ??= JsonLayout.Of(Descriptor.MessageType!)).Fields[1];

    /// <summary>Whether JSON null is a value of this field's type and not the absence of one.</summary>
    public bool TakesNull => Enum is { IsNullValue: true } || (Kind == FieldKind.Message && Message.Form == JsonForm.Value);

    /// <summary>Whether its value alone tells whether it is set: a number, text or bytes without presence, or a message.</summary>
    public bool IsSetByValue { get; }

    private static byte[] Quote(string name) =>
        Encoding.UTF8.GetBytes($",\"{JsonEncodedText.Encode(name, System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping)}\":");
}
