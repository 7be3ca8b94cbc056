using Peregrine.Schema;

namespace Peregrine.Compiler.CSharp;

/// <summary>
/// What a wrapper of <c>google/protobuf/wrappers.proto</c> wraps. In the shapes of Google.Protobuf a single field of such a type is a property of type <c>T?</c>; the message is there
/// all the same, behind the property.
/// </summary>
internal static class WrappedValue
{
    /// <summary>The type that is wrapped, with its question mark; null for other fields and in other shapes.</summary>
    public static string? TypeOf(FieldDescriptor field, CSharpStyle style) =>
        style != CSharpStyle.GoogleProtobuf || field.Kind != FieldKind.Message ? null : field.MessageType!.FullName switch
        {
            "google.protobuf.DoubleValue" => "double?",
            "google.protobuf.FloatValue" => "float?",
            "google.protobuf.Int64Value" => "long?",
            "google.protobuf.UInt64Value" => "ulong?",
            "google.protobuf.Int32Value" => "int?",
            "google.protobuf.UInt32Value" => "uint?",
            "google.protobuf.BoolValue" => "bool?",
            "google.protobuf.StringValue" => "string?",
            "google.protobuf.BytesValue" => "pb::ByteString?",
            _ => null,
        };

    /// <summary>The setter's <c>value</c>, which is not null, as what the wrapper holds.</summary>
    public static string Stored(string type) => type == "string?" ? "value" : "value.GetValueOrDefault()";
}
