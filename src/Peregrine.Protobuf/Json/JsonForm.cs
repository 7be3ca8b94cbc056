namespace Peregrine.Protobuf.Json;

/// <summary>The JSON shape of a message type: an object of its fields, or the special shape of a well-known type.</summary>
internal enum JsonForm
{
    Object,
    Any,
    Timestamp,
    Duration,
    FieldMask,
    Struct,
    Value,
    ListValue,
    Wrapper,
}
