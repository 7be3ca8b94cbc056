using System.Numerics;
using System.Runtime.CompilerServices;
using Peregrine.Schema;

namespace Peregrine.Protobuf.Json;

/// <summary>What JSON needs to know of one message type, worked out once and kept as long as its descriptor lives.</summary>
internal sealed class JsonLayout
{
    private static readonly ConditionalWeakTable<MessageDescriptor, JsonLayout> s_layouts = [];
    private static readonly ConditionalWeakTable<FieldDescriptor, JsonField> s_extensions = [];

    private readonly JsonNames<JsonField> _names;

    private JsonLayout(MessageDescriptor descriptor)
    {
        Descriptor = descriptor;
        Form = FormOf(descriptor);
        IsExtendable = descriptor.ExtensionRanges.Count > 0;
        Fields = [.. descriptor.Fields.Select(field => new JsonField(field))];
        _names = new JsonNames<JsonField>(2 * Fields.Length);
        foreach (JsonField field in Fields)
            _names.TryAdd(field.Descriptor.JsonName, field);
        foreach (JsonField field in Fields)
            _names.TryAdd(field.Descriptor.Name, field);
    }

    public MessageDescriptor Descriptor { get; }

    public JsonForm Form { get; }

    public bool IsExtendable { get; }

    /// <summary>By <c>FieldDescriptor.Index</c>, which is the order of declaration.</summary>
    public JsonField[] Fields { get; }

    public static JsonLayout Of(MessageDescriptor descriptor) => s_layouts.GetValue(descriptor, static key => new JsonLayout(key));

    public static JsonField OfExtension(FieldDescriptor extension) => s_extensions.GetValue(extension, static key => new JsonField(key));

    /// <summary>The field of this JSON name or of this name in the .proto: parsers accept both.</summary>
    public JsonField? Find<TUnit>(ReadOnlySpan<TUnit> name)
        where TUnit : unmanaged, IBinaryInteger<TUnit> => _names.Find(name);

    private static JsonForm FormOf(MessageDescriptor descriptor) => descriptor.FullName switch
    {
        "google.protobuf.Any" => JsonForm.Any,
        "google.protobuf.Timestamp" => JsonForm.Timestamp,
        "google.protobuf.Duration" => JsonForm.Duration,
        "google.protobuf.FieldMask" => JsonForm.FieldMask,
        "google.protobuf.Struct" => JsonForm.Struct,
        "google.protobuf.Value" => JsonForm.Value,
        "google.protobuf.ListValue" => JsonForm.ListValue,
        "google.protobuf.DoubleValue" or "google.protobuf.FloatValue" or "google.protobuf.Int64Value" or "google.protobuf.UInt64Value"
            or "google.protobuf.Int32Value" or "google.protobuf.UInt32Value" or "google.protobuf.BoolValue" or "google.protobuf.StringValue"
            or "google.protobuf.BytesValue" => JsonForm.Wrapper,
        _ => JsonForm.Object,
    };
}
