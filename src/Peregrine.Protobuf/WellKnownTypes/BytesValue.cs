namespace Peregrine.Protobuf.WellKnownTypes;

/// <content>Conversions from and to what it wraps.</content>
public sealed partial class BytesValue
{
    /// <summary>Wraps a value; null stays null.</summary>
    public static implicit operator BytesValue?(ByteString? value) => value is null ? null : new BytesValue { Value = value.Value };

    /// <summary>The value that is wrapped; null stays null.</summary>
    public static implicit operator ByteString?(BytesValue? wrapper) => wrapper?.Value;

    /// <summary>Wraps a value.</summary>
    public static BytesValue FromByteString(ByteString value) => new() { Value = value };

    /// <summary>The value that is wrapped.</summary>
    public ByteString ToByteString() => Value;
}
